"""The first page: the figures of the period, and how they went over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui

from ecomcore.console.figures import Figures, Slot, by_skill, figures, over_time, read
from ecomcore.console.pages.frame import View, export_button, frame, is_synthetic, table

Value = Callable[[Figures], float | None]


def draw(view: View) -> None:
    """Draw the page."""
    with view.open() as (session, period):
        material = read(session, period)
        synthetic = is_synthetic(session)
    found, slots = figures(material), over_time(material)
    with frame(view, "overview"):
        if synthetic:
            ui.label(view.say("synthetic")).classes("opacity-70")
        with ui.row().classes("gap-3"):
            for key, value in _cards(view, found):
                with ui.card().classes("p-3 min-w-36"):
                    ui.label(value).classes("text-2xl font-bold")
                    ui.label(view.say(key)).classes("text-sm opacity-70")
        with ui.grid(columns=2).classes("w-full"):
            for title, lines in _pictures():
                _picture(view, title, slots, lines, is_hourly=period.is_hourly)
        export_button(view, "over-time", slots)
        ui.label(view.say("by_skill")).classes("text-xl")
        rows = [
            {"skill": skill, "times": times, "column_ms": ms}
            for skill, times, ms in by_skill(material)
        ]
        table(view, ["skill", "times", "column_ms"], rows)


def _cards(view: View, found: Figures) -> list[tuple[str, str]]:
    in_vain = view.say("of", count=found.searches_without_result, total=found.searches)
    mean = "–" if found.mean_rating is None else f"{found.mean_rating:.1f}"
    return [
        ("conversations", str(found.conversations)),
        ("exchanges", str(found.exchanges)),
        ("contained", _share(found.contained_share)),
        ("handed_over", str(found.handed_over)),
        ("opened_tickets", str(found.tickets)),
        ("missed", f"{found.missed} ({_share(found.missed_share)})"),
        ("in_vain", in_vain),
        ("mean_rating", f"{mean} ({found.ratings})"),
        ("satisfied", _share(found.satisfied_share)),
        ("median", _ms(view, found.median_ms)),
        ("p95", _ms(view, found.p95_ms)),
    ]


def _pictures() -> list[tuple[str, list[tuple[str, Value]]]]:
    """Return the pictures: a title, and the lines with what each shows."""
    return [
        (
            "over_time",
            [
                ("conversations", lambda f: f.conversations),
                ("exchanges", lambda f: f.exchanges),
            ],
        ),
        (
            "quality_over_time",
            [
                ("missed", lambda f: f.missed),
                ("handed_over", lambda f: f.handed_over),
                ("in_vain", lambda f: f.searches_without_result),
            ],
        ),
        ("times_over_time", [("median", lambda f: f.median_ms), ("p95", lambda f: f.p95_ms)]),
        ("ratings_over_time", [("mean_rating", lambda f: f.mean_rating)]),
    ]


def _picture(
    view: View,
    title: str,
    slots: Sequence[Slot],
    lines: list[tuple[str, Value]],
    *,
    is_hourly: bool,
) -> None:
    form = "%H:%M" if is_hourly and len(slots) <= 25 else "%m-%d %H:%M" if is_hourly else "%m-%d"
    series: list[dict[str, Any]] = [
        {
            "name": view.say(key),
            "type": "bar" if title in ("over_time", "quality_over_time") else "line",
            "data": [_rounded(value(slot.figures)) for slot in slots],
            "connectNulls": True,
        }
        for key, value in lines
    ]
    ui.echart(
        {
            "title": {"text": view.say(title), "textStyle": {"fontSize": 14}},
            "legend": {"bottom": 0},
            "tooltip": {"trigger": "axis"},
            "grid": {"left": 45, "right": 10, "top": 40, "bottom": 55},
            "xAxis": {"type": "category", "data": [f"{slot.start:{form}}" for slot in slots]},
            "yAxis": {"type": "value", "minInterval": 1},
            "animation": False,
            "series": series,
        }
    ).classes("w-full h-64")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _ms(view: View, value: float | None) -> str:
    return "–" if value is None else view.say("ms", count=round(value))
