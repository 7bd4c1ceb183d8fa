"""`ecomcore chat replay`: conversation files against a running bot, for a shop's own tests."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from ecomcore.config import get_settings
from ecomcore.printing import JsonOption, ShopOption, print_json

chat_app = typer.Typer(help="Conversations with a running bot.", no_args_is_help=True)
STYLES = {"+": "green", "-": "red"}


@chat_app.callback()
def _chat() -> None:
    """Conversations with a running bot."""


@chat_app.command("replay")
def replay_command(
    files: Annotated[list[Path], typer.Argument(help="Conversation files (docs/replay.md).")],
    url: Annotated[
        str, typer.Option("--url", envvar="ECOM_PUBLIC_URL", help="Address of the bot.")
    ] = "http://127.0.0.1:5005",
    record: Annotated[
        bool, typer.Option("--record", help="Write the answers into the files instead.")
    ] = False,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Play conversation files against a running bot and print how its answers differ.

    Ends with 0 if all answers are as recorded, 1 if some differ, 2 if a file or the bot cannot be used.
    """
    from ecomcore.replay.playing import play, recorded
    from ecomcore.replay.recording import read, write

    recordings = {path: read(path) for path in files}
    told: list[dict[str, Any]] = []
    for path, recording in recordings.items():
        with _conversation(url, shop, recording.shopper) as conversation:
            played = list(play(recording, conversation))
        if not played[0].found and played[0].problem:
            typer.echo(f"{path}: {played[0].problem}", err=True)
            raise typer.Exit(2)
        if record:
            write(path, recorded(recording, played))
        told.append(_told(path, played))
        if not as_json:
            _print(path, played, record=record)
    if as_json:
        print_json(told)
    if not record and any(one["differs"] for one in told):
        raise typer.Exit(1)


def _conversation(url: str, shop: str | None, customer: str | None) -> Any:
    from ecomcore.replay.conversation import Conversation
    from ecomcore.shop.signing import secret_key

    settings = get_settings()
    secret = secret_key(settings).decode() if customer else ""
    return Conversation(
        f"{url.rstrip('/')}/webhooks/web",
        secret=secret,
        shop=shop or settings.shop,
        customer_id=customer,
    )


def _told(path: Path, played: list[Any]) -> dict[str, Any]:
    turns = [
        {
            "deed": one.turn.deed,
            "differs": one.differs,
            "expected": one.turn.bot,
            "found": one.found,
            "problem": one.problem,
        }
        for one in played
    ]
    return {"file": str(path), "differs": any(one.differs for one in played), "turns": turns}


def _print(path: Path, played: list[Any], *, record: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    wrong = [one for one in played if one.differs]
    if record:
        console.print(f"{path}: {len(played)} answers recorded", markup=False)
        return
    console.print(f"{path}: {len(wrong)} of {len(played)} answers differ", markup=False)
    for one in wrong:
        console.print(Text(f"you> {one.turn.deed}", style="bold"))
        if one.problem:
            console.print(Text(f"! {one.problem}", style="red"))
        for line in one.diff():
            console.print(Text(line, style=STYLES.get(line[:1], "")))
