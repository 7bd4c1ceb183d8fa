"""Draws what the bot replies for a terminal or for plain lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

Message = dict[str, Any]
STAR = "★"


class Drawing:
    """Prints messages; the buttons of the latest answer are numbered from one."""

    def __init__(self, console: Console, images: Path, pictures: Path | None = None) -> None:
        """Draw on `console`; `images` is the folder of the shop's pictures, `pictures` that of drawn figures."""
        self.console = console
        self.images = images
        self.pictures = pictures

    def answer(self, messages: list[Message]) -> list[dict[str, str]]:
        """Draw an answer, its buttons last, and return the buttons in the order of their numbers."""
        for message in messages:
            self._message(message)
        buttons = [button for message in messages for button in message.get("buttons") or []]
        for number, button in enumerate(buttons, 1):
            self._line(f"[{number}] {button.get('title', '')}", "cyan")
        return buttons

    def _message(self, message: Message) -> None:
        if message.get("text"):
            self.console.print(Text(str(message["text"])))
        if message.get("image"):
            self._line(self._picture(str(message["image"])), "dim")
        custom = message.get("custom")
        if not isinstance(custom, dict):
            return
        if custom.get("type") == "products":
            for number, item in enumerate(custom.get("items") or [], 1):
                self._product(number, item)
        elif custom.get("type") == "comparison":
            self._comparison(custom)
        elif custom.get("type") == "picture":
            name = Path(str(custom.get("name", ""))).name
            self._line(str(self.pictures / name if self.pictures else custom.get("alt")), "dim")
        elif custom.get("type") == "explanation":
            self._explanation(custom)

    def _explanation(self, custom: Message) -> None:
        """Draw why the answer was given: guesses, rules, skill, milliseconds."""
        guesses = "  ".join(f"{name} {share:.2f}" for name, share in custom["ranking"])
        self._line(f"heard    {guesses}", "dim")
        for change in custom["sorting"]:
            self._line(f"message  {change['rule']}: {change['before']} → {change['after']}", "dim")
        for answer in custom["answers"]:
            for found in answer["weighed"]:
                readers = "  ".join(f"{name} {by:.2f}" for name, by in found["readers"].items())
                self._line(
                    f"reading  {found['skill']} {found['probability']:.2f}  {readers}", "dim"
                )
            for change in answer["changes"]:
                self._line(
                    f"rule     {change['rule']}: {change['before']} → {change['after']}", "dim"
                )
            self._line(
                f"skill    {answer['skill']} (seen as {answer['seen']}) {answer['ms']} ms", "dim"
            )
        for search in custom.get("searches") or []:
            self._line(f"searched {search['words']} ({search['found']})", "dim")
        self._line("time     " + "  ".join(f"{k} {v} ms" for k, v in custom["ms"].items()), "dim")

    def _product(self, number: int, item: Message) -> None:
        title = Text(f"{number}. ", style="dim")
        title.append(str(item.get("title", "")), style="bold")
        self._indented(title, 2)
        facts = Text(str(item.get("price", "")), style="green")
        if item.get("old_price"):
            facts.append("  ").append(f"({item['old_price']})", style="dim strike")
        if item.get("rating"):
            count = f" ({item['reviews']})" if item.get("reviews") else ""
            facts.append(f"  {STAR} {item['rating']}{count}", style="yellow")
        if item.get("stock"):
            facts.append(f"  {item['stock']}", style="not bold")
        self._indented(facts, 5)
        for line in self._small_print(item):
            self._indented(Text(line, style="dim"), 5)

    def _small_print(self, item: Message) -> Iterator[str]:
        if item.get("reason"):
            yield str(item["reason"])
        if item.get("image"):
            yield self._picture(str(item["image"]))

    def _picture(self, name: str) -> str:
        """Return the file of a picture as a path that can be opened from where the person is."""
        if "://" in name:
            return name
        path = self.images / Path(name).name
        try:
            return str(path.relative_to(Path.cwd()))
        except ValueError:
            return str(path)

    def _comparison(self, custom: Message) -> None:
        items, rows = custom.get("items") or [], custom.get("rows") or []
        table = Table(show_edge=False, pad_edge=False)
        table.add_column("")
        for item in items:
            table.add_column(Text(str(item.get("title", ""))))
        for row in rows:
            table.add_row(
                Text(str(row.get("name", "")), style="dim"),
                *(Text(str(value)) for value in row.get("values") or []),
            )
        self._indented(table, 2)

    def _line(self, text: str, style: str) -> None:
        self._indented(Text(text, style=style), 2)

    def _indented(self, part: RenderableType, by: int) -> None:
        self.console.print(Padding(part, (0, 0, 0, by), expand=False))
