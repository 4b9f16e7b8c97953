"""A staff page with made-up plans."""

from dataclasses import replace
from pathlib import Path

from bot.in_service import InService
from channels.console.wiring import add_refusals, console_routers
from channels.web import WardView, create_app
from knowledge.store import RecordStore
from knowledge.types import Plan
from tests.channels.console.conftest import Desk


def with_plans(desk: Desk, folder: Path, *plans: Plan) -> Desk:
    """Return the same staff page, in an office that knows these plans and nothing else."""
    path = folder / f"plans-{len(list(folder.glob('plans-*')))}.sqlite"
    made = RecordStore(path)
    made.put(plans, origin="made up")
    made.close()
    known = replace(desk.console.in_service.now, records=RecordStore(path, read_only=True))
    console = replace(desk.console, in_service=InService(known))
    app = create_app(
        console.reception,
        ready=lambda: True,
        ward=WardView(name="Phường Bến Gỗ"),
        routers=console_routers(console),
    )
    add_refusals(app, console)
    return replace(desk, app=app, console=console)
