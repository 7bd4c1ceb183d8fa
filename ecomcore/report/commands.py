"""`ecomcore report`: one page about customers and sales."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from ecomcore.config import get_settings
from ecomcore.customers.commands import DataOption
from ecomcore.printing import JsonOption, ShopOption, print_json


def report_command(
    out: Annotated[Path | None, typer.Option(help="HTML file to write.")] = None,
    data: DataOption = None,
    epsilon: Annotated[
        float | None, typer.Option(help="Tell the total with noise of this privacy budget, as 1.0.")
    ] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a page on customers and sales: segments, value, spend, who may leave, demand; in both languages."""
    from tqdm import tqdm

    from ecomcore.customers.sources.logs import read_log
    from ecomcore.report.contents import make_sections
    from ecomcore.report.page import page

    if out is None and not as_json:
        raise typer.BadParameter("name a file to write with --out, or ask for --json")
    shop = shop or get_settings().shop
    if data is not None:
        everybody = read_log(data)
        agreed = everybody
    else:
        everybody, agreed = _shop_logs(shop)
    with tqdm(total=6, disable=as_json, unit="section") as bar:

        def progress(name: str) -> None:
            bar.set_description(name)
            bar.update()

        sections = make_sections(everybody, agreed, epsilon=epsilon, progress=progress)
    if out is not None:
        source = f"--data {shlex.quote(str(data))}" if data is not None else f"--shop {shop}"
        noise = f" --epsilon {epsilon:g}" if epsilon is not None else ""
        commands = [f"ecomcore report {source}{noise} --out {shlex.quote(str(out))}"]
        out.write_text(page(f"{everybody.name}: customers and sales", sections, commands), "utf-8")
    if as_json:
        found: dict[str, Any] = {section.name: section.data for section in sections}
        print_json(found)
    else:
        typer.echo(f"wrote {out}")


def _shop_logs(shop: str) -> tuple[Any, Any]:
    """Return the purchases of everybody, and of those who agreed to be profiled (None if nobody did)."""
    from ecomcore.customers.sources.shop import shop_log
    from ecomcore.errors import DataError
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session

    with open_session(shop) as session:
        data = ShopData(session)
        everybody = shop_log(data, for_profiles=False)
        try:
            return everybody, shop_log(data, for_profiles=True)
        except DataError:
            return everybody, None
