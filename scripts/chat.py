"""The terminal chat: `make chat`."""

from __future__ import annotations

import argparse
import getpass
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from ecomcore.replay.conversation import Answer, Conversation, ConversationError
from scripts.bootstrap import ROOT
from scripts.prepare import DEMO, Place, PrepareError, prepare, secret
from scripts.services import ServiceError, running
from scripts.transcript import Drawing
from shoptalk.packs import PackError

HELP = """\
Type what you would ask a shop, in English or Chinese.
  1, 2, …       press the button with that number
  /photo FILE   send a photo, with words behind it if you like: /photo mug.jpg this in blue
  /help         this text
  /quit         leave (so does Ctrl-D)"""
PROMPT = "you> "
QUOTED = re.compile(r"""(["'])(.+?)\1(?=\s|$)""")


class Chat:
    """Reads lines, sends them, draws the answers."""

    def __init__(self, conversation: Conversation, drawing: Drawing, *, echo: bool) -> None:
        """Talk in `conversation`; `echo` prints each line that was read, for input without a terminal."""
        self.conversation = conversation
        self.drawing = drawing
        self.echo = echo
        self.buttons: list[dict[str, str]] = []
        self.has_failed = False

    def run(self, lines: Iterator[str]) -> None:
        """Answer every line until the input ends or says `/quit`."""
        for raw in lines:
            line = raw.strip()
            if self.echo:
                self.drawing.console.print(Text(f"{PROMPT}{line}", style="bold"))
            if line == "/quit":
                return
            if line == "/help":
                self.drawing.console.print(HELP, markup=False, highlight=False)
                continue
            if not line and not self.echo:
                continue
            self._answer(line)

    def _answer(self, line: str) -> None:
        try:
            answer = self._send(line)
        except ConversationError as error:
            self.has_failed = True
            self.drawing.console.print(Text(f"({error})", style="red"))
            return
        self.has_failed = self.has_failed or answer.failed
        self.buttons = self.drawing.answer(answer.messages)
        self.drawing.console.print()

    def _send(self, line: str) -> Answer:
        if line.startswith("/photo "):
            return self.conversation.show(*photo_and_words(line.removeprefix("/photo ")))
        if line.isdecimal() and 1 <= int(line) <= len(self.buttons):
            return self.conversation.tap(self.buttons[int(line) - 1]["payload"])
        return self.conversation.say(line)


def photo_and_words(typed: str) -> tuple[Path, str]:
    """Return the file that a line begins with, and the words behind it; a name with spaces may stand in quotes."""
    typed = typed.strip()
    quoted = QUOTED.match(typed)
    if quoted is not None:
        return Path(quoted[2]).expanduser(), typed[quoted.end() :].strip()
    whole = Path(typed).expanduser()
    if whole.is_file():
        return whole, ""
    name, _, words = typed.partition(" ")
    return Path(name).expanduser(), words.strip()


def typed_lines(console: Console) -> Iterator[str]:
    """Yield what a person types at the prompt, with line editing, until the end of input."""
    try:
        import readline  # noqa: F401 - importing it gives `input` its line editing and history
    except ImportError:
        pass
    while True:
        try:
            yield console.input(f"[bold]{PROMPT}[/bold]")
        except EOFError:
            console.print()
            return


def main() -> int:
    """Prepare the shop, start the bot, chat; return 1 if input without a terminal was not all answered."""
    parser = argparse.ArgumentParser(prog="make chat", description=__doc__)
    parser.add_argument("--shop", default=os.environ.get("ECOM_SHOP") or DEMO)
    parser.add_argument("--customer", default="", help="chat as this signed-in customer")
    parser.add_argument("--staff", action="store_true", help="chat as one of the shop's staff")
    parser.add_argument(
        "--explain", action="store_true", help="show below each answer why it was given"
    )
    parser.add_argument(
        "--var", type=Path, default=Path(os.environ.get("ECOM_VAR_DIR") or ROOT / "var")
    )
    options = parser.parse_args()
    is_terminal = sys.stdin.isatty()
    settings = {"ECOM_EXPLAIN": "1"} if options.explain else {}
    console = Console(soft_wrap=not sys.stdout.isatty(), highlight=False)
    try:
        place = Place(options.shop, options.var.resolve())
        prepared = prepare(place)
        print("starting …", end=" ", file=sys.stderr, flush=True)
        with running(prepared, settings=settings) as bot:
            print("ready\n", file=sys.stderr, flush=True)
            with Conversation(
                bot.web,
                secret=secret(place.var),
                shop=place.shop,
                customer_id=options.customer or None,
                staff=getpass.getuser() if options.staff else None,
            ) as conversation:
                chat = Chat(
                    conversation,
                    Drawing(console, place.images, place.var / "pictures"),
                    echo=not is_terminal,
                )
                if is_terminal:
                    console.print(HELP, markup=False)
                chat.run(typed_lines(console) if is_terminal else iter(sys.stdin))
    except (PackError, PrepareError, ServiceError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 0 if is_terminal else 130
    return 1 if chat.has_failed and not is_terminal else 0


if __name__ == "__main__":
    sys.exit(main())
