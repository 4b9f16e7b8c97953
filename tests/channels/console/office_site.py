"""The residents' page and the desk together, as `serve` puts them."""

from fastapi import FastAPI

from channels.console.wiring import add_refusals, console_routers
from channels.resident_api import resident_router
from channels.web import WardView, create_app
from channels.widget_stream import stream_router
from tests.channels.console.conftest import Desk
from tests.channels.office import Office


def site(desk: Desk, office: Office) -> FastAPI:
    """Return the application."""
    app = create_app(
        office.reception,
        ready=lambda: True,
        ward=WardView(name="Phường Bến Gỗ"),
        news=office.reception.news,
        routers=[
            resident_router(office.reception),
            stream_router(office.reception),
            *console_routers(desk.console),
        ],
    )
    add_refusals(app, desk.console)
    return app
