"""The pages of conversations: the list, one of them, searches in vain, tickets."""

from __future__ import annotations

from nicegui import ui

from ecomcore.console import talks
from ecomcore.console.pages.frame import View, export_button, frame, table

LINK = """
<q-td :props="props"><a :href="props.row.link" class="text-primary">{{ props.value }}</a></q-td>
"""


def draw_list(view: View, *, only_missed: bool) -> None:
    """Draw the list of conversations."""
    with view.open() as (session, period):
        found = talks.talks(session, period, only_missed=only_missed)
    with frame(view, "conversations"):
        ui.label(view.say("kept_masked")).classes("opacity-70")
        with ui.row().classes("items-center"):
            target = view.address("conversations", **({} if only_missed else {"missed": "1"}))
            box = ui.checkbox(view.say("only_missed"), value=only_missed)
            box.on_value_change(lambda: ui.navigate.to(target))
            export_button(view, "conversations", found)
        rows = [
            {
                "started": view.time(talk.started_at, period),
                "first": talk.first,
                "exchanges": talk.exchanges,
                "missed": talk.missed,
                "who": talk.who or view.say("guest"),
                "channel": f"{talk.channel} · {talk.language}",
                "ticket": "✓" if talk.has_ticket else "",
                "link": view.address("conversation", id=talk.id),
            }
            for talk in found
        ]
        columns = ["started", "first", "exchanges", "missed", "who", "channel", "ticket"]
        drawn = table(view, columns, rows)
        if drawn is not None:
            drawn.add_slot("body-cell-first", LINK)


def draw_one(view: View, conversation_id: str) -> None:
    """Draw one conversation: who said what, what it was taken for, what answered it."""
    with view.open() as (session, period):
        found = talks.exchanges(session, conversation_id)
    with frame(view, "conversations"):
        ui.label(view.say("kept_masked")).classes("opacity-70")
        export_button(view, "conversation", found)
        for row in found:
            note = " · ".join(
                [
                    view.time(row.at, period),
                    f"{row.intent} {row.confidence:.2f} → {', '.join(row.skills)}",
                    view.say("ms", count=round(row.spent_ms)),
                    *([view.say("missed")] if row.is_missed else []),
                ]
            )
            with ui.card().classes("w-full" + (" bg-orange-1" if row.is_missed else "")):
                ui.label(row.said or "–").classes("font-bold whitespace-pre-line")
                ui.label(row.answered or "–").classes("whitespace-pre-line")
                ui.label(note).classes("text-xs opacity-60")
        if not found:
            ui.label(view.say("nothing"))


def draw_searches(view: View) -> None:
    """Draw what was searched for in vain."""
    with view.open() as (session, period):
        found = talks.unfound(session, period)
    with frame(view, "searches"):
        export_button(view, "searches", found)
        rows = [
            {"words": one.words, "times": one.times, "latest": view.time(one.latest_at, period)}
            for one in found
        ]
        table(view, ["words", "times", "latest"], rows)


def draw_tickets(view: View) -> None:
    """Draw the tickets with what was said and what people answered."""
    with view.open() as (session, period):
        found = talks.tickets(session, period)
    with frame(view, "tickets"):
        export_button(view, "tickets", found)
        if not found:
            ui.label(view.say("nothing"))
        for one in found:
            head = f"{one.number} · {one.status} · {one.priority} · {view.time(one.created_at, period)}"
            with ui.expansion(f"{head} · {one.question or one.subject}").classes("w-full border"):
                ui.label(view.say("transcript")).classes("font-bold")
                for who, text in one.transcript:
                    ui.label(f"{_who(view, who)}: {text}").classes("whitespace-pre-line")
                ui.label(view.say("answers")).classes("font-bold")
                for who, text, at in one.answers:
                    ui.label(f"{_who(view, who)} ({view.time(at, period)}): {text}")
                if not one.answers:
                    ui.label(view.say("no_answer")).classes("opacity-70")


def _who(view: View, who: str) -> str:
    return view.say(who) if who in ("user", "bot", "person", "shopper") else who
