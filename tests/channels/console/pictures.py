"""Pictures of pages, for the documents and for looking at: made only when asked for.

`MOTCUA_PICTURES=FOLDER pytest -m browser tests/channels/console` fills the folder.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def picture(page: "Page", name: str) -> None:
    """Take a picture of the whole page under this name."""
    if folder := os.environ.get("MOTCUA_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
