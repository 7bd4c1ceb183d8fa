"""The console as a web application: its pages behind the door, on this machine only unless told otherwise."""

from __future__ import annotations

from nicegui import app, ui
from starlette.requests import Request
from starlette.responses import JSONResponse

from ecomcore.config import Settings
from ecomcore.console.door import Door
from ecomcore.console.pages import overview, sales, talks
from ecomcore.console.pages.frame import View
from ecomcore.console.pages.unclear import Desk
from ecomcore.console.wording import languages, say
from ecomcore.shop.signing import signer


def register(settings: Settings) -> None:
    """Make the pages known and put the door before them."""
    closed = "\n".join(say("closed", language) for language in languages())
    app.add_middleware(Door, signer=signer(settings), closed=closed)

    @app.get("/health")
    def health() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @ui.page("/")
    def first(request: Request) -> None:
        overview.draw(View.of(request, settings))

    @ui.page("/conversations")
    def conversations(request: Request) -> None:
        only_missed = request.query_params.get("missed") == "1"
        talks.draw_list(View.of(request, settings), only_missed=only_missed)

    @ui.page("/conversation")
    def conversation(request: Request) -> None:
        talks.draw_one(View.of(request, settings), request.query_params.get("id", ""))

    @ui.page("/unclear")
    def unclear(request: Request) -> None:
        Desk(View.of(request, settings)).draw()

    @ui.page("/searches")
    def searches(request: Request) -> None:
        talks.draw_searches(View.of(request, settings))

    @ui.page("/sales")
    def sold(request: Request) -> None:
        sales.draw(View.of(request, settings))

    @ui.page("/tickets")
    def tickets(request: Request) -> None:
        talks.draw_tickets(View.of(request, settings))


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the console until the process is told to stop."""
    register(settings)
    ui.run(
        host=host, port=port, title=say("console", "en"), show=False, reload=False, favicon="📊",
        show_welcome_message=False, uvicorn_logging_level="warning",
    )  # fmt: skip
