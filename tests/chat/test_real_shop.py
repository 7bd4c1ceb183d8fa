"""A real shop's export, imported, built and chatted with: the trained bot knows nothing of it beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_shop import ChatShop

from ecomcore.replay.conversation import Answer, Conversation
from scripts.bootstrap import CORE, ROOT
from scripts.prepare import Place, prepare, run_logged
from scripts.services import running

pytestmark = [pytest.mark.chat, pytest.mark.shared]


@pytest.fixture(scope="module")
def luma(
    shared_data: Path, running_shop: ChatShop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Serve the shop next to the demo shop, and return the address of its web channel."""
    place = Place("luma", var=tmp_path_factory.mktemp("luma"), models=running_shop.place.models)
    command = [
        str(CORE.interpreter), "-m", "ecomcore.cli", "import", "magento",
        str(shared_data / "shops" / "luma"), "--shop", "luma", "--currency", "USD",
    ]  # fmt: skip
    run_logged(command, place.logs / "import.log", place.environment(), ROOT)
    with running(
        prepare(place),
        settings={"ECOM_MESSAGES_PER_MINUTE": "600", "ECOM_ADDRESS_MESSAGES_PER_MINUTE": "60000"},
    ) as bot:
        yield bot.web


@pytest.fixture
def chat(luma: str) -> Iterator[Conversation]:
    with Conversation(luma) as conversation:
        yield conversation


def titles(answer: Answer) -> list[str]:
    return [product["title"] for product in answer.products]


def texts(answer: Answer) -> str:
    return "\n".join(str(message.get("text", "")) for message in answer.messages)


def test_a_wish_with_audience_kind_and_price(chat: Conversation):
    answer = chat.say("do you have hoodies for men under 53")
    assert set(titles(answer)) == {
        "Chaz Kangeroo Hoodie", "Stark Fundamental Hoodie", "Oslo Trek Hoodie", "Hollister Backyard Sweatshirt"
    }  # fmt: skip
    assert all(product["price_cents"] <= 5300 for product in answer.products)
    details = chat.say("is the first one available in large?")
    assert titles(answer)[0] in texts(details)
    assert re.search(r"\bL, ", texts(details))


def test_chinese_finds_what_only_has_english_texts(chat: Conversation):
    answer = chat.say("有没有女士卫衣")
    assert len(answer.products) == 5
    assert all(product["id"].startswith("WH") for product in answer.products)
    assert re.search("[\u4e00-\u9fff]", texts(answer))
    compared = chat.say("比较一下前两个")
    assert set(titles(answer)[:2]) <= set(
        re.findall("|".join(titles(answer)), str(compared.messages))
    )


def test_what_reviewers_say(chat: Conversation):
    answer = chat.say("what do people say about the Josie Yoga Jacket")
    assert "Josie Yoga Jacket" in texts(answer)
    assert re.search(r"3\.5|4 reviews", str(answer.messages))


def test_the_shop_has_no_rules_so_none_are_invented(chat: Conversation):
    answer = chat.say("how many days do i have to return something?")
    assert not re.search(r"\d+ days", texts(answer))
    assert any("person" in button["title"].lower() for button in answer.buttons)
