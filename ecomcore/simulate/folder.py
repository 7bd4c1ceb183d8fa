"""Writing a complete importable folder: the shop's own files and a simulated past."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.config import get_settings
from ecomcore.errors import SettingsError
from ecomcore.simulate.assumptions import Assumptions
from ecomcore.simulate.catalogue import Catalogue, Ints, read_catalogue
from ecomcore.simulate.demand import (
    DAY_S,
    Chooser,
    Looks,
    Orders,
    make_calendar,
    simulate_looks,
    simulate_orders,
)
from ecomcore.simulate.fulfilment import (
    Fates,
    event_rows,
    instants,
    shipment_rows,
    simulate_fates,
)
from ecomcore.simulate.people import People, make_people
from ecomcore.simulate.personas import PersonaRows, persona_rows, read_personas, with_rows

GENERATED = (
    "customers.csv",
    "payment_methods.csv",
    "orders.csv",
    "order_lines.csv",
    "shipments.csv",
    "order_events.csv",
    "browse_events.csv",
)
RECORD = "simulation.json"
COPIED = ("*.csv", "*.toml")
FIRST_ORDER = 10_001
PERSONA_ORDERS = range(20_001, 21_001)
STREAMS = (
    "people",
    "popularity",
    "times",
    "lines",
    "replenish",
    "variants",
    "coupons",
    "fates",
    "methods",
    "looks",
)


@dataclass(frozen=True)
class SimulationSummary:
    """What was written where."""

    folder: str
    until: str
    seed: int
    rows: dict[str, int]
    statuses: dict[str, int]


def simulate_folder(
    source: Path,
    out: Path,
    *,
    customers: int = 1000,
    months: int = 24,
    seed: int = 7,
    until: date | None = None,
    assumptions: Assumptions | None = None,
) -> SimulationSummary:
    """Copy the shop's files from `source` to `out` and add a synthetic past of customers.

    Everything happens before `until` (0 o'clock UTC; default: today). The same files, arguments and
    date give the same bytes. Customers and orders of `personas.toml` are scripted and do not depend
    on the seed.

    Raises:
        SettingsError: `out` is `source`, a number is out of range, or nothing was on sale yet.
        NotFoundError: a file is missing, or a persona orders what is not sold.
    """
    _check(source, out, customers, months)
    assumptions = assumptions or Assumptions()
    end = np.datetime64(until or get_settings().clock().date())
    first = (end.astype("datetime64[M]") - months).astype("datetime64[D]") + (
        end - end.astype("datetime64[M]").astype("datetime64[D]")
    )
    days = int((end - first).astype(np.int64))
    catalogue = read_catalogue(source)
    if catalogue.created.min() >= end:
        raise SettingsError(
            f"no product of {source} was on sale before {end}; simulate until a later day"
        )
    personas = read_personas(source)
    frames = _simulate(
        catalogue,
        max(customers - len(personas), 0),
        len(personas) + 1,
        first,
        days,
        seed,
        assumptions,
    )
    scripted = persona_rows(
        personas,
        catalogue,
        datetime.combine(end.astype(object), time(), UTC),
        assumptions.shipping_cents,
        assumptions.free_shipping_from_cents,
    )
    frames = _with_personas(frames, scripted)
    _write(source, out, frames)
    summary = SimulationSummary(
        folder=str(out),
        until=str(end),
        seed=seed,
        rows={name: len(frame) for name, frame in frames.items()},
        statuses={
            str(k): int(v)
            for k, v in frames["orders.csv"]["status"].value_counts().sort_index().items()
        },
    )
    _write_record(out, summary, customers, months, assumptions)
    return summary


def _check(source: Path, out: Path, customers: int, months: int) -> None:
    if out.resolve() == source.resolve():
        raise SettingsError(f"{out} is the shop's own folder; write the simulation to another one")
    if not 1 <= customers <= 1_000_000 or not 1 <= months <= 120:
        raise SettingsError(
            f"simulate 1 to 1000000 customers and 1 to 120 months, not {customers} and {months}"
        )


def _simulate(
    catalogue: Catalogue,
    count: int,
    first_number: int,
    first: np.datetime64,
    days: int,
    seed: int,
    assumptions: Assumptions,
) -> dict[str, pd.DataFrame]:
    children = np.random.SeedSequence(seed).spawn(len(STREAMS))
    streams = {
        name: np.random.default_rng(child) for name, child in zip(STREAMS, children, strict=True)
    }
    people = make_people(
        count, first_number, first, days, catalogue, assumptions, streams["people"]
    )
    calendar = make_calendar(first, days, catalogue, assumptions)
    chooser = Chooser(catalogue, people, calendar, assumptions, streams["popularity"])
    orders = simulate_orders(people, chooser, streams)
    ids = order_ids(len(orders.placed))
    countries = np.array(people.customers["country"].tolist(), dtype=np.str_)[orders.customer]
    fates = simulate_fates(orders.placed, countries, days * DAY_S, assumptions, streams["fates"])
    looks = simulate_looks(orders, people, chooser, streams["looks"])
    return {
        "customers.csv": people.customers,
        "payment_methods.csv": people.methods,
        "orders.csv": _order_rows(
            ids, orders, fates, people, first, assumptions, streams["methods"]
        ),
        "order_lines.csv": _line_rows(ids, orders, fates, catalogue),
        "shipments.csv": shipment_rows(ids, fates, first),
        "order_events.csv": event_rows(ids, fates, first),
        "browse_events.csv": _look_rows(looks, people, catalogue, first),
    }


def order_ids(count: int) -> NDArray[np.str_]:
    """Return order numbers from 10001 up, leaving out those kept for personas."""
    numbers = FIRST_ORDER + np.arange(count)
    numbers[numbers >= PERSONA_ORDERS.start] += len(PERSONA_ORDERS)
    return numbers.astype(np.str_)


def _order_rows(
    ids: NDArray[np.str_],
    orders: Orders,
    fates: Fates,
    people: People,
    first: np.datetime64,
    assumptions: Assumptions,
    rng: np.random.Generator,
) -> pd.DataFrame:
    goods = orders.subtotals() - orders.discount
    shipping = np.where(
        goods >= assumptions.free_shipping_from_cents, 0, assumptions.shipping_cents
    )
    buyers = people.customers.iloc[orders.customer].reset_index(drop=True)
    has_two = people.methods["payment_method_id"].str.endswith("-2")
    with_card = set(people.methods.loc[has_two, "customer_id"])
    uses_card = rng.random(len(ids)) < 0.15
    suffix = [
        "2" if use and buyer in with_card else "1"
        for use, buyer in zip(uses_card, buyers["customer_id"], strict=True)
    ]
    return pd.DataFrame(
        {
            "order_id": ids,
            "customer_id": buyers["customer_id"],
            "status": fates.statuses,
            "placed_at": instants(orders.placed, first),
            "discount": amounts(orders.discount),
            "shipping": amounts(shipping),
            "coupon": orders.coupon,
            "payment_method_id": [
                f"PM-{buyer}-{end}"
                for buyer, end in zip(buyers["customer_id"], suffix, strict=True)
            ],
            **{name: buyers[name] for name in ("city", "street", "postcode", "country", "name")},
        }
    )


def _line_rows(
    ids: NDArray[np.str_], orders: Orders, fates: Fates, catalogue: Catalogue
) -> pd.DataFrame:
    status = fates.statuses[orders.line_order]
    return pd.DataFrame(
        {
            "order_id": ids[orders.line_order],
            "sku": catalogue.skus[orders.line_variant],
            "quantity": orders.line_quantity,
            "unit_price": amounts(orders.line_price),
            "status": np.where(np.isin(status, ("cancelled", "returned")), status, "ordered"),
        }
    )


def _look_rows(
    looks: Looks, people: People, catalogue: Catalogue, first: np.datetime64
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": people.ids[looks.customer],
            "product_id": catalogue.product_ids[looks.product],
            "kind": np.where(looks.in_cart, "cart", "view"),
            "at": instants(looks.at, first),
        }
    )


def amounts(cents: Ints) -> list[str]:
    """Return integer cents as decimal texts, exactly."""
    return [f"{value // 100}.{value % 100:02d}" for value in cents.tolist()]


def _with_personas(
    frames: dict[str, pd.DataFrame], scripted: PersonaRows
) -> dict[str, pd.DataFrame]:
    rows = (
        scripted.customers,
        scripted.methods,
        scripted.orders,
        scripted.lines,
        scripted.shipments,
        scripted.events,
        scripted.looks,
    )
    return {name: with_rows(frames[name], part) for name, part in zip(GENERATED, rows, strict=True)}


def _write(source: Path, out: Path, frames: dict[str, pd.DataFrame]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(path for pattern in COPIED for path in source.glob(pattern)):
        if path.name not in GENERATED:
            shutil.copyfile(path, out / path.name)
    if (source / "images").is_dir():
        drawings = shutil.ignore_patterns("*.svg")
        shutil.copytree(source / "images", out / "images", dirs_exist_ok=True, ignore=drawings)
    for name, frame in frames.items():
        frame.to_csv(out / name, index=False, lineterminator="\n", encoding="utf-8")


def _write_record(
    out: Path, summary: SimulationSummary, customers: int, months: int, assumptions: Assumptions
) -> None:
    """Leave a file that says that the data is synthetic, and under which assumptions."""
    record = {
        "synthetic": True,
        "note": "Customers, orders and browse events are simulated; no person behind them exists.",
        "seed": summary.seed,
        "until": summary.until,
        "customers": customers,
        "months": months,
        "assumptions": _plain(assumptions),
    }
    (out / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _plain(assumptions: Assumptions) -> dict[str, object]:
    values = {name: getattr(assumptions, name) for name in Assumptions.__dataclass_fields__}
    values["groups"] = [
        {name: getattr(group, name) for name in ("name", "share", "age", "age_spread", "women")}
        | {"tastes": dict(group.tastes)}
        for group in assumptions.groups
    ]
    values["replenish_days"] = dict(assumptions.replenish_days)
    return values
