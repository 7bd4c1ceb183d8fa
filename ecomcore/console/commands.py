"""`ecomcore console`: the console itself, links to it, and its figures without a browser."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ecomcore.config import Settings, get_settings
from ecomcore.printing import JsonOption, ShopOption, print_json

PORT = 5006
console_app = typer.Typer(
    help="What the bot did, what it did not understand, what came of it: the console and its figures.",
    no_args_is_help=True,
)
DaysOption = Annotated[str, typer.Option("--days", help="How many days until today, as in 7d.")]
NameOption = Annotated[
    str | None, typer.Option("--name", help="Who enters; default: this system's user.")
]
BaseOption = Annotated[str | None, typer.Option("--base", help="Address that it is reached at.")]


@console_app.command("serve")
def serve_command(
    host: Annotated[
        str, typer.Option(envvar="ECOM_CONSOLE_HOST", help="Address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(envvar="ECOM_CONSOLE_PORT", help="Port to listen on.")
    ] = PORT,
    name: NameOption = None,
    base: BaseOption = None,
    shop: ShopOption = None,
) -> None:
    """Serve the console and print a link that lets you in for ten minutes."""
    from ecomcore.console.app import serve
    from ecomcore.shop.database import migrate, open_session

    settings = _settings(shop)
    with open_session(settings.shop, settings):
        pass  # a shop that has not been imported is told before anything listens
    migrate(settings.shop, settings)
    typer.echo(_link(settings, base or f"http://{host}:{port}", name))
    serve(settings, host, port)


@console_app.command("link")
def link_command(
    name: NameOption = None,
    base: Annotated[
        str, typer.Option("--base", help="Address that the console is reached at.")
    ] = f"http://127.0.0.1:{PORT}",
    shop: ShopOption = None,
) -> None:
    """Print a link into the running console that is good for ten minutes."""
    typer.echo(_link(_settings(shop), base, name))


@console_app.command("figures")
def figures_command(
    days: DaysOption = "1d", shop: ShopOption = None, as_json: JsonOption = False
) -> None:
    """Print the figures of a period: containment, misses, searches, ratings, times, sales."""
    from ecomcore.console.figures import by_skill, figures, over_time
    from ecomcore.console.recommended import effect

    with _looked_at(shop, days) as (session, period, material):
        bought = effect(session, period)
    found = figures(material)
    if as_json:
        slots = [
            {"start": slot.start.isoformat(), **asdict(slot.figures)} for slot in over_time(material)
        ]  # fmt: skip
        skills = [
            {"skill": skill, "times": times, "median_ms": ms} for skill, times, ms in by_skill(material)
        ]  # fmt: skip
        print_json(
            {
                "figures": asdict(found),
                "over_time": slots,
                "skills": skills,
                "recommended": {
                    "products": bought.recommended,
                    "lines": len(bought.lines),
                    "amount_cents": bought.amount_cents,
                    "before": bought.before,
                },
            }
        )
        return
    table = Table("figure", "value")
    for key, value in asdict(found).items():
        shown = "–" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)
        table.add_row(key, shown)
    table.add_row("bought after a recommendation", str(len(bought.lines)))
    Console().print(table)


@console_app.command("export")
def export_command(
    what: Annotated[
        str, typer.Argument(help="over-time, conversations, unclear, searches, sales or tickets.")
    ],
    out: Annotated[Path, typer.Option("--out", help="CSV file to write.")],
    days: DaysOption = "1d",
    shop: ShopOption = None,
) -> None:
    """Write one of the console's tables into a CSV file."""
    from ecomcore.console import talks
    from ecomcore.console.export import as_csv
    from ecomcore.console.figures import over_time
    from ecomcore.console.recommended import effect

    makers: dict[str, Any] = {
        "over-time": lambda session, period, material: over_time(material),
        "conversations": lambda session, period, _material: talks.talks(session, period),
        "unclear": lambda session, period, _material: talks.unclear(session, period),
        "searches": lambda session, period, _material: talks.unfound(session, period),
        "sales": lambda session, period, _material: effect(session, period).lines,
        "tickets": lambda session, period, _material: talks.tickets(session, period),
    }
    if what not in makers:
        raise typer.BadParameter(f"there is no table {what!r}; there are {', '.join(makers)}")
    with _looked_at(shop, days) as (session, period, material):
        rows = makers[what](session, period, material)
    out.write_text(as_csv(rows), "utf-8")
    typer.echo(f"wrote {len(rows)} rows to {out}")


def _looked_at(shop: str | None, days: str) -> Any:
    """Give a session, the period and what happened in it."""
    from contextlib import contextmanager

    from ecomcore.console.figures import read
    from ecomcore.console.period import days_in, days_until, zone_of
    from ecomcore.shop.database import migrate, open_session

    settings = _settings(shop)

    @contextmanager
    def opened() -> Any:
        with open_session(settings.shop, settings):
            pass
        migrate(settings.shop, settings)
        with open_session(settings.shop, settings) as session:
            period = days_until(settings.clock(), days_in(days), zone_of(session))
            yield session, period, read(session, period)

    return opened()


def _settings(shop: str | None) -> Settings:
    settings = get_settings()
    return settings.model_copy(update={"shop": shop}) if shop else settings


def _link(settings: Settings, base: str, name: str | None) -> str:
    from ecomcore.console.door import link
    from ecomcore.shop.signing import signer

    return link(signer(settings), base.rstrip("/"), name or getpass.getuser())
