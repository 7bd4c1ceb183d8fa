"""A shop imported from its system's exports, which decides itself: wishes are passed on, and nothing is promised."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from chat_shop import NOW, ChatShop

from ecomcore.replay.conversation import Answer, Conversation
from scripts.bootstrap import CORE, ROOT
from scripts.prepare import Place, prepare, run_logged, secret
from scripts.services import running

pytestmark = pytest.mark.chat
EXPORTS = ROOT / "tests" / "data" / "import" / "shopify"
PROMISES = re.compile(
    r"\d+ (?:to \d+ )?(?:business |working )?days?\b|个工作日|\d+ ?天|free\b|免运费|包邮", re.I
)
NUMBER = re.compile(r"C-\d{6}-\w+")


class Decider:
    """The running shop: its conversations, its database, its desk."""

    def __init__(self, web: str, place: Place, stack: ExitStack) -> None:
        self.web, self.place, self.stack = web, place, stack

    def talk(self, email: str) -> Conversation:
        """Return a conversation of the customer with this address, signed in."""
        ((customer_id,),) = self.rows("select id from customer where email = ?", email)
        conversation = Conversation(
            self.web, secret=secret(self.place.var), shop="linden", customer_id=customer_id
        )
        return self.stack.enter_context(conversation)

    def rows(self, sql: str, *values: str) -> list[tuple[str, ...]]:
        address = f"file:{self.place.database}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return list(connection.execute(sql, values))

    def desk(self, *arguments: str) -> None:
        command = [
            str(CORE.interpreter),
            "-m",
            "ecomcore.cli",
            "desk",
            *arguments,
            "--shop",
            "linden",
        ]
        subprocess.run(command, cwd=ROOT, env=self.place.environment(), check=True)


@pytest.fixture(scope="module")
def linden(running_shop: ChatShop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Decider]:
    """Serve the shop next to the demo shop."""
    var = tmp_path_factory.mktemp("linden")
    place = Place("linden", var=var, models=running_shop.place.models, now=NOW)
    command = [
        str(CORE.interpreter), "-m", "ecomcore.cli", "import", "shopify", str(EXPORTS), "--shop", "linden",
    ]  # fmt: skip
    run_logged(command, place.logs / "import.log", place.environment(), ROOT)
    with ExitStack() as stack, running(prepare(place)) as bot:
        yield Decider(bot.web, place, stack)


@pytest.fixture
def fresh(linden: Decider, tmp_path: Path) -> Iterator[Decider]:
    """The shop, whose changes are forgotten after the test."""
    yield linden
    with closing(sqlite3.connect(linden.place.database, timeout=30)) as connection, connection:
        for table in ("delivery", "outbox_entry", "change", "operation"):
            connection.execute(f"delete from {table}")  # noqa: S608 - names of our own


def texts(answer: Answer) -> str:
    return "\n".join(str(message.get("text", "")) for message in answer.messages)


def asked_for(say: Callable[[str], Answer], *words: str) -> str:
    """Say one thing after the other, and return all that was answered."""
    return "\n".join(texts(say(said)) for said in words)


def test_a_cancellation_is_asked_of_the_shop_and_refused(fresh: Decider):
    bo = fresh.talk("bo@example.com")
    said = asked_for(bo.say, "please cancel my order 1002", "yes")
    (number,) = set(NUMBER.findall(said))
    assert "Nothing has changed yet" in said
    assert not PROMISES.search(said)
    assert fresh.rows('select status from "order" where id = ?', "#1002") == [("pending",)]
    assert "has not answered yet" in asked_for(bo.say, "is it done?")
    fresh.desk("changes", "--refuse", number, "--reason", "It is on the van already.")
    told = asked_for(bo.say, "where is my order 1002?")
    assert "has refused the cancellation" in told
    assert "It is on the van already." in told


def test_a_cancellation_is_asked_of_the_shop_in_chinese(fresh: Decider):
    bo = fresh.talk("bo@example.com")
    said = asked_for(bo.say, "帮我取消订单1002", "确认")
    assert NUMBER.search(said)
    assert "还没有任何改动" in said
    assert not PROMISES.search(said)
    assert "还没有答复" in asked_for(bo.say, "订单1002怎么样了")
    assert fresh.rows("select state from change") == [("requested",)]


def test_what_was_sent_long_ago_should_have_arrived_and_can_be_returned(fresh: Decider):
    ada = fresh.talk("ada@example.com")
    assert "should have arrived" in asked_for(ada.say, "where is order 1001")
    said = asked_for(ada.say, "i want to return the overshirt from order 1001", "yes")
    assert "I have passed the return for order #1001 on to the shop" in said
    assert not PROMISES.search(said)
    assert fresh.rows("select operation, state from change") == [("return_lines", "requested")]


def test_the_return_in_chinese(fresh: Decider):
    ada = fresh.talk("ada@example.com")
    assert "应已送达" in asked_for(ada.say, "订单1001到哪里了")
    said = asked_for(ada.say, "订单1001我想全部退货", "确认")
    assert "申请转给商家" in said
    assert not PROMISES.search(said)


def test_a_person_is_offered_without_a_hole_in_the_sentence(fresh: Decider):
    guest = fresh.stack.enter_context(Conversation(fresh.web))
    said = asked_for(guest.say, "can i talk to a human please", "转人工客服")
    assert not re.search(r"write to +with|发邮件到 +，|working day|工作日", said)
    assert re.search(r"T-\d{6}-\w+", said)
