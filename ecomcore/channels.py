"""`ecomcore channels`: whether the messaging channels are set up."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ecomcore.printing import JsonOption, print_json
from shoptalk.messaging import PLATFORMS, Platform

channels_app = typer.Typer(
    help="Messaging channels: Telegram, Slack, WhatsApp and others.", no_args_is_help=True
)


@channels_app.command("check")
def check_command(
    name: Annotated[str | None, typer.Argument(help="One channel; default: all.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say which channels are open, what the settings of the others lack, and which address each platform needs.

    Ends with 1 if a channel that is being set up is not ready, or the one that is named is not.
    """
    if name is not None and name not in PLATFORMS:
        raise typer.BadParameter(f"there is no channel {name!r}; there are {', '.join(PLATFORMS)}")
    asked = [PLATFORMS[name]] if name else list(PLATFORMS.values())
    found = [_state(platform) for platform in asked]
    if as_json:
        print_json(found)
    else:
        _print(found)
    wanted = [one for one in found if name or one["state"] != "off"]
    if any(one["state"] != "open" or one["warnings"] for one in wanted):
        raise typer.Exit(1)


def _state(platform: Platform) -> dict[str, Any]:
    problems = platform.problems(os.environ)
    is_wanted = platform.is_wanted(os.environ)
    return {
        "channel": platform.name,
        "state": "off" if not is_wanted else "closed" if problems else "open",
        "problems": problems,
        "warnings": platform.warnings(os.environ) if is_wanted else [],
        "url": platform.url(os.environ),
        "goes_into": platform.place,
        "guide": f"docs/channels/{platform.name}.md",
    }


def _print(found: list[dict[str, Any]]) -> None:
    table = Table("channel", "state", "what is missing", "address for the platform", "goes into")
    for one in found:
        lacking = [] if one["state"] == "off" else [*one["problems"], *one["warnings"]]
        table.add_row(
            one["channel"], one["state"], escape("\n".join(lacking)) or "–",
            escape(one["url"]), one["goes_into"],
        )  # fmt: skip
    Console().print(table)
