"""The messaging platforms that are set up."""

from channels.platform import Platform
from channels.settings import Settings


def configured_platforms(settings: Settings) -> list[Platform]:
    """Return an adapter for each platform that the settings name, none of them opened."""
    return []
