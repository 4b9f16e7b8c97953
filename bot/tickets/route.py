"""Which unit of the ward a report goes to."""

from bot.ward import Ward


def unit_for(category: str, ward: Ward) -> str:
    """Return the unit in the ward's table for a category, or the one for everything else."""
    for route in ward.routes:
        if category in route.categories:
            return route.unit
    return ward.tickets.unit or f"UBND {ward.name}"
