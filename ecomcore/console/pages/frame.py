"""What all pages of the console share: what is looked at, the head with its links, tables, downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from nicegui import ui
from sqlalchemy.orm import Session
from starlette.requests import Request

from ecomcore.config import Settings
from ecomcore.console.export import as_csv
from ecomcore.console.period import MOST_DAYS, Period, days_until, zone_of
from ecomcore.console.wording import languages, say
from ecomcore.shop.data import ShopData
from ecomcore.shop.database import open_session
from shoptalk import packs

PAGES = ("overview", "conversations", "unclear", "searches", "sales", "tickets")
DAYS = (1, 7, 30, 90)
ROWS = 25
COLOUR = "#2f5d50"


@dataclass(frozen=True)
class View:
    """What somebody of the staff looks at: which shop, how many days, in which language."""

    settings: Settings
    staff: str
    days: int
    language: str

    @classmethod
    def of(cls, request: Request, settings: Settings) -> View:
        """Read the view from an address; what cannot be used there is left at its default."""
        asked = request.query_params
        days = int(asked["days"]) if asked.get("days", "").isdecimal() else 1
        language = asked.get("language", "")
        return cls(
            settings,
            str(request.scope.get("staff") or ""),
            days if 1 <= days <= MOST_DAYS else 1,
            language if language in languages() else packs.FALLBACK,
        )

    @contextmanager
    def open(self) -> Iterator[tuple[Session, Period]]:
        """Give a session on the shop's database and the period that is looked at."""
        with open_session(self.settings.shop, self.settings) as session:
            yield session, days_until(self.settings.clock(), self.days, zone_of(session))

    def say(self, key: str, **values: object) -> str:
        """Return a text in the language of the view."""
        return say(key, self.language, **values)

    def address(self, page: str, **more: str) -> str:
        """Return the address of another page for the same days in the same language."""
        path = "/" if page == PAGES[0] else f"/{page}"
        return f"{path}?{urlencode({'days': self.days, 'language': self.language, **more})}"

    def time(self, at: datetime, period: Period) -> str:
        """Return an instant in the shop's time."""
        return f"{at.astimezone(period.zone):%Y-%m-%d %H:%M}"

    def pick(self, texts: Mapping[str, str]) -> str:
        """Return the text in the language of the view, else in any."""
        return texts.get(self.language) or next(iter(texts.values()), "")


def is_synthetic(session: Session) -> bool:
    """Say whether the shop's data were made up."""
    return bool(ShopData(session).info.get("synthetic"))


@contextmanager
def frame(view: View, page: str, **more: str) -> Iterator[None]:
    """Draw the head, and what is drawn inside below it; `more` stays in the links of period and language."""
    ui.colors(primary=COLOUR)
    ui.page_title(f"{view.say(page)} – {view.settings.shop}")
    with ui.header().classes("items-center gap-6"):
        ui.label(f"{view.settings.shop} · {view.say('console')}").classes("text-lg font-bold")
        for name in PAGES:
            shown = ui.link(view.say(name), view.address(name)).classes("text-white no-underline")
            if name == page:
                shown.classes("font-bold border-b-2 border-white").props('aria-current="page"')
        ui.space()
        for days in DAYS:
            text = view.say("today") if days == 1 else view.say("days", count=days)
            link = ui.link(text, replace(view, days=days).address(page, **more))
            link.classes("text-white" + (" font-bold" if days == view.days else " opacity-70"))
        for language in languages():
            if language != view.language:
                other = replace(view, language=language)
                text = say("language", language)
                ui.link(text, other.address(page, **more)).classes("text-white")
    with ui.column().classes("w-full max-w-6xl mx-auto gap-4 p-4"):
        ui.label(view.say(page)).classes("text-2xl").props('role="heading" aria-level="1"')
        yield


def table(
    view: View, columns: Sequence[str], rows: list[dict[str, Any]], *, key: str | None = None
) -> Any:
    """Draw a table whose columns are named by texts of the console; say so where it is empty."""
    if not rows:
        ui.label(view.say("nothing")).classes("opacity-70")
        return None
    numbered = [{"row": number, **row} for number, row in enumerate(rows)]
    drawn = ui.table(
        columns=[
            {"name": name, "label": view.say(name), "field": name, "align": "left", "sortable": True}
            for name in columns
        ],
        rows=numbered,
        row_key=key or "row",
        pagination=ROWS,
    )  # fmt: skip
    return drawn.classes("w-full").props("flat bordered wrap-cells dense")


def export_button(view: View, name: str, rows: Sequence[Any]) -> None:
    """Draw a button that hands rows out as a CSV file."""
    ui.button(
        view.say("export"),
        icon="download",
        on_click=lambda: ui.download.content(as_csv(rows), f"{view.settings.shop}-{name}.csv"),
    ).props("outline dense")
