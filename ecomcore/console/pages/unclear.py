"""The page of what was not understood: one click makes an example of it, and shows what that changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nicegui import run, ui

from ecomcore.console import examples, talks, trial
from ecomcore.console.pages.frame import View, export_button, frame
from ecomcore.errors import EcomError

MOST = 50


class Desk:
    """One visit of the page: what can be taught, and what was."""

    def __init__(self, view: View) -> None:
        """Open the shop's file of examples."""
        self.view = view
        self.path = examples.path_of(view.settings, view.settings.shop)
        self.known = examples.intents()

    def draw(self) -> None:
        """Draw the page."""
        view = self.view
        with view.open() as (session, period):
            found = talks.unclear(session, period)
            self.messages = trial.recent(session, period)
        with frame(view, "unclear"):
            export_button(view, "unclear", found)
            if not found:
                ui.label(view.say("nothing"))
            for one in found[:MOST]:
                self._row(one)
            self.outcome = ui.column().classes("w-full")
            self._reviewed()

    def _row(self, one: talks.Unclear) -> None:
        view = self.view
        with ui.row().classes("w-full items-center no-wrap gap-3 border-b pb-2"):
            text = ui.input(view.say("words"), value=one.words).classes("grow")
            ui.link(
                f"{one.times} × · {one.language} · {one.intent} {one.confidence:.2f}",
                view.address("conversation", id=one.conversation_id),
            ).classes("w-64 text-sm")
            likely = one.intent if one.intent in self.known else None
            meaning = ui.select(
                self.known, label=view.say("meaning"), value=likely, with_input=True
            ).classes("w-56")
            ui.button(
                view.say("teach"), icon="school",
                on_click=lambda: self._teach(str(text.value), str(meaning.value or ""), one.language),
            ).props("dense")  # fmt: skip

    def _teach(self, text: str, intent: str, language: str) -> None:
        view = self.view
        example = examples.Reviewed(
            text, intent, language, view.staff, view.settings.clock().date()
        )
        try:
            written = examples.add(self.path, example, self.known)
        except EcomError as error:
            ui.notify(str(error), type="negative")
            return
        self._show(written)
        ui.notify(view.say("added", path=_shown(self.path)), type="positive")

    def _show(self, written: examples.Written) -> None:
        if not written.diff:
            return  # the same click once more, as after a lost connection: what it did stays on the screen
        self.outcome.clear()
        with self.outcome:
            ui.label(self.view.say("changed_file")).classes("text-xl")
            ui.code(written.diff, language="diff").classes("w-full")
        self._reviewed.refresh()

    @ui.refreshable_method
    def _reviewed(self) -> None:
        view, reviewed = self.view, examples.read(self.path)
        ui.label(f"{view.say('reviewed')} ({len(reviewed)})").classes("text-xl")
        for one in reviewed:
            with ui.row().classes("w-full items-center no-wrap gap-3"):
                ui.label(one.text).classes("grow")
                ui.label(one.intent).classes("w-56")
                ui.label(f"{one.by} · {one.on.isoformat()}").classes("w-40 text-sm")
                ui.button(
                    view.say("take_back"), on_click=lambda text=one.text: self._take_back(text)
                ).props("flat dense")
        if reviewed:
            ui.button(view.say("try_out"), icon="science", on_click=self._try).props("outline")
        self.tried = ui.column().classes("w-full")

    def _take_back(self, text: str) -> None:
        try:
            self._show(examples.remove(self.path, text))
        except EcomError as error:
            ui.notify(str(error), type="negative")

    async def _try(self) -> None:
        view, place = self.view, self.tried
        place.clear()
        with place:
            ui.spinner()
            ui.label(view.say("trying"))
        try:
            outcome: Any = await run.io_bound(trial.try_out, self.path, self.messages)
            problem = ""
        except EcomError as error:
            problem = str(error)
        place.clear()
        with place:
            if problem:
                ui.label(view.say("no_bot", reason=problem)).classes("text-negative")
                return
            ui.label(view.say("tried", messages=outcome.messages, changes=len(outcome.changes)))
            for change in outcome.changes:
                ui.label(f"{change.text}: {change.before} → {change.after}")


def _shown(path: Path) -> str:
    return f"…/{path.parent.name}/{path.name}"
