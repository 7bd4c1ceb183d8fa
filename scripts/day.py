"""Simulates a day of conversations with the running bot, for the console: `make day`, then `make console DAY=1`."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from rich.progress import track
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ecomcore.config import Settings
from ecomcore.console.period import zone_of
from ecomcore.replay.conversation import Answer, Conversation, ConversationError
from ecomcore.shop import models as m
from ecomcore.shop.database import open_session
from scripts.bootstrap import ROOT
from scripts.prepare import DEMO, Place, PrepareError, prepare, secret
from scripts.services import ServiceError, running

VAR = ROOT / "var" / "day"
SCRIPT = Path(__file__).with_name("day.yml")
TAP = "tap:"
MANY = {
    "ECOM_SESSIONS_PER_MINUTE": "6000",
    "ECOM_MESSAGES_PER_MINUTE": "600",
    "ECOM_ADDRESS_MESSAGES_PER_MINUTE": "60000",
}
HOURS = (1, 1, 0, 0, 0, 1, 2, 4, 6, 8, 9, 9, 8, 8, 7, 7, 7, 8, 10, 12, 12, 10, 6, 3)
"""How busy each hour of a day is, midnight first."""
BETWEEN_S = (15, 90)
"""How long a shopper waits before the next message."""
BUYS = 0.35
"""The share of recommendations after which a simulated customer buys one of the products."""
SHOWN_MOST = 3
OPEN = "open"
OPEN_STATUSES = ("pending", "paid", "processing")


@dataclass(frozen=True)
class Scene:
    """What one kind of shopper says."""

    share: int
    language: str
    lines: tuple[str, ...]
    customers: str = ""
    """Whom it is said by: nobody who is known, `any` customer, or one with an `open` order."""


@dataclass
class Played:
    """What was played: conversations, messages, those that the bot could not answer."""

    conversations: int = 0
    messages: int = 0
    failed: list[str] = field(default_factory=list)


def scenes(path: Path = SCRIPT) -> list[Scene]:
    """Read what shoppers say."""
    return [
        Scene(raw["share"], raw["language"], tuple(raw["lines"]), raw.get("customers", ""))
        for raw in yaml.safe_load(path.read_text("utf-8"))
    ]


def play(
    web: str, key: str, shop: str, chosen: Sequence[tuple[Scene, str | None]], bar: bool = True
) -> Played:
    """Play each scene as one conversation, for the customer beside it or for a guest."""
    played = Played()
    for scene, customer in track(chosen, "talking", disable=not bar):
        with Conversation(web, secret=key, shop=shop, customer_id=customer) as conversation:
            answer = Answer([])
            for line in scene.lines:
                if line.startswith(TAP):
                    payload = _payload(answer, line.removeprefix(TAP))
                    if payload is None:
                        continue
                try:
                    answer = (
                        conversation.tap(str(payload)) if line.startswith(TAP) else conversation.say(line)
                    )  # fmt: skip
                except ConversationError as error:
                    played.failed.append(f"{line}: {error}")
                    break
                played.messages += 1
        played.conversations += 1
    return played


def choose(
    found: Sequence[Scene],
    customers: Sequence[tuple[str, str, bool]],
    count: int,
    rng: random.Random,
) -> list[tuple[Scene, str | None]]:
    """Draw scenes by their shares, and customers (id, language, has an open order) who fit those that want one."""
    chosen = rng.choices(found, [scene.share for scene in found], k=count)
    pairs: list[tuple[Scene, str | None]] = []
    for scene in chosen:
        fitting = [
            name
            for name, language, is_open in customers
            if language == scene.language and (is_open or scene.customers != OPEN)
        ]
        pairs.append((scene, rng.choice(fitting) if scene.customers and fitting else None))
    return pairs


def spread(session: Session, day: datetime, rng: random.Random) -> None:
    """Move the conversations, which were played one after the other, to the hours of a day that starts at `day`."""
    conversations = session.scalars(select(m.Exchange.conversation_id).distinct())
    for conversation in sorted(conversations):
        hour = rng.choices(range(24), HOURS)[0]
        at = (day + timedelta(hours=hour, minutes=rng.uniform(0, 55))).astimezone(UTC)
        rows = session.scalars(
            select(m.Exchange)
            .where(m.Exchange.conversation_id == conversation)
            .order_by(m.Exchange.number)
        )
        for row in rows:
            row.at = at
            at += timedelta(seconds=rng.uniform(*BETWEEN_S))
        for table, column in ((m.Ticket, "created_at"), (m.Satisfaction, "at")):
            session.execute(
                update(table).where(table.conversation_id == conversation).values({column: at})
            )


def buy(session: Session, rng: random.Random) -> int:
    """Let some customers buy one of what was recommended to them, and return how many did."""
    rows = session.scalars(
        select(m.Exchange).where(m.Exchange.is_recommendation, m.Exchange.customer_id.is_not(None))
    )
    bought = 0
    for number, row in enumerate(list(rows)):
        if rng.random() >= BUYS or not row.products:
            continue
        product = session.get(m.Product, rng.choice(row.products[:SHOWN_MOST]))
        variant = next((v for v in product.variants if v.price_cents), None) if product else None
        if product is None or variant is None:
            continue
        price = variant.price_cents or 0
        line = m.OrderLine(
            product_id=product.id, sku=variant.sku, title=product.title, options=variant.options,
            unit_price_cents=price,
        )  # fmt: skip
        session.add(
            m.Order(
                id=f"D{number:04d}", customer_id=str(row.customer_id), status="pending",
                placed_at=row.at + timedelta(minutes=rng.uniform(2, 50)), subtotal_cents=price,
                total_cents=price, lines=[line],
            )
        )  # fmt: skip
        bought += 1
    return bought


def _payload(answer: Answer, words: str) -> str | None:
    return next((b["payload"] for b in answer.buttons if words in b.get("title", "")), None)


def _cleared(session: Session) -> list[tuple[str, str, bool]]:
    """Forget the day before, and return the shop's customers: id, language, open order."""
    for table in (m.Exchange, m.Ticket, m.Satisfaction):
        session.execute(table.__table__.delete())  # type: ignore[attr-defined]
    session.execute(m.OrderLine.__table__.delete().where(m.OrderLine.order_id.like("D%")))  # type: ignore[attr-defined]
    session.execute(m.Order.__table__.delete().where(m.Order.id.like("D%")))  # type: ignore[attr-defined]
    waiting = set(
        session.scalars(select(m.Order.customer_id).where(m.Order.status.in_(OPEN_STATUSES)))
    )
    known = session.execute(select(m.Customer.id, m.Customer.language))
    return [(name, language, name in waiting) for name, language in known]


def simulate(count: int, seed: int, var: Path = VAR) -> dict[str, Any]:
    """Play a day into a demo shop of its own, and return what was played."""
    rng = random.Random(seed)
    prepared = prepare(Place(DEMO, var.resolve()))
    place = prepared.place
    settings = Settings(shop=DEMO, var_dir=place.var)
    with open_session(DEMO, settings) as session:
        customers = _cleared(session)
        day = datetime.combine(datetime.now(zone_of(session)).date(), time(), zone_of(session))
    chosen = choose(scenes(), customers, count, rng)
    with running(prepared, settings=MANY) as bot:
        played = play(bot.web, secret(place.var), DEMO, chosen)
    with open_session(DEMO, settings) as session:
        spread(session, day, rng)
        session.flush()
        bought = buy(session, rng)
    return {
        "conversations": played.conversations, "messages": played.messages,
        "failed": len(played.failed), "bought": bought,
    }  # fmt: skip


def main() -> int:
    """Simulate a day and say what came of it; 1 if messages were not answered."""
    parser = argparse.ArgumentParser(prog="make day", description=__doc__)
    parser.add_argument("--conversations", type=int, default=80)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    try:
        told = simulate(options.conversations, options.seed)
    except (PrepareError, ServiceError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    print(", ".join(f"{count} {name}" for name, count in told.items()))
    return 1 if told["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
