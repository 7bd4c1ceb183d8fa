"""The terminal chat over lines of text: what is sent for a line, and what the exit code says."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from ecomcore.replay.conversation import Answer, ConversationError
from scripts.chat import Chat
from scripts.transcript import Drawing

BUTTONS = [{"title": "More", "payload": "/show_more"}, {"title": "Less", "payload": "/less"}]


class Bot:
    """Stands where a conversation is: keeps what it is sent."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.answer = Answer([{"text": "Here.", "buttons": BUTTONS}])
        self.error: ConversationError | None = None

    def _hear(self, kind: str, what: object) -> Answer:
        self.heard.append((kind, str(what)))
        if self.error:
            raise self.error
        return self.answer

    def say(self, text: str) -> Answer:
        return self._hear("say", text)

    def tap(self, payload: str) -> Answer:
        return self._hear("tap", payload)

    def show(self, photo: Path, words: str = "") -> Answer:
        return self._hear("show", f"{photo}|{words}" if words else photo)


@pytest.fixture
def bot() -> Bot:
    return Bot()


def talk(bot: Bot, *lines: str, echo: bool = True) -> tuple[Chat, str]:
    out = io.StringIO()
    console = Console(file=out, width=200, highlight=False)
    chat = Chat(bot, Drawing(console, Path("/shop/images")), echo=echo)  # type: ignore[arg-type]
    chat.run(iter(f"{line}\n" for line in lines))
    return chat, out.getvalue()


def test_prints_each_message_and_its_reply(bot: Bot):
    chat, shown = talk(bot, "hi")
    assert shown.splitlines() == ["you> hi", "Here.", "  [1] More", "  [2] Less", ""]
    assert not chat.has_failed


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("2", ("tap", "/less")),
        ("3", ("say", "3")),
        ("0", ("say", "0")),
        ("２", ("tap", "/less")),
        ("²", ("say", "²")),
        ("/cancel_order", ("say", "/cancel_order")),
        ("/photo  mug.jpg", ("show", "mug.jpg")),
        ("/photo mug.jpg this, but in blue", ("show", "mug.jpg|this, but in blue")),
        ("/photo 'my photo.jpg' 这个多少钱", ("show", "my photo.jpg|这个多少钱")),
        ("", ("say", "")),
    ],
)
def test_a_line_is_a_button_a_photo_or_text(bot: Bot, line: str, sent: tuple[str, str]):
    talk(bot, "hi", line)
    assert bot.heard == [("say", "hi"), sent]


def test_a_number_is_text_when_there_are_no_buttons(bot: Bot):
    talk(bot, "20003")
    assert bot.heard == [("say", "20003")]


def test_an_empty_line_at_the_prompt_sends_nothing(bot: Bot):
    talk(bot, "", "hi", echo=False)
    assert bot.heard == [("say", "hi")]


def test_quit_ends_and_help_helps(bot: Bot):
    _, shown = talk(bot, "/help", "/quit", "hi")
    assert "/photo FILE" in shown
    assert bot.heard == []


def test_what_could_not_be_answered_is_remembered_and_the_next_line_is_read(bot: Bot):
    bot.answer = Answer([{"text": "Sorry."}], failed=True)
    chat, _ = talk(bot, "hi", "again")
    assert chat.has_failed
    assert len(bot.heard) == 2


def test_a_bot_that_cannot_be_reached_is_named_in_the_transcript(bot: Bot):
    bot.error = ConversationError("the bot did not answer")
    chat, shown = talk(bot, "hi")
    assert chat.has_failed
    assert "(the bot did not answer)" in shown


def test_draws_cards_and_ignores_what_it_does_not_know():
    out = io.StringIO()
    item = {
        "title": "雾岭 龙井",
        "price": "$24.00",
        "old_price": "$30.00",
        "rating": 4.6,
        "reviews": 12,
    }
    item |= {"stock": "有货", "reason": "属于[茶叶]", "image": "tea.webp"}
    rows = [{"name": "Price", "values": ["$24.00", "$9.00"]}]
    Drawing(Console(file=out, width=60, highlight=False), Path("/shop/images")).answer(
        [
            {"custom": {"type": "products", "items": [item]}},
            {
                "custom": {
                    "type": "comparison",
                    "items": [{"title": "A"}, {"title": "B"}],
                    "rows": rows,
                }
            },
            {"custom": {"type": "new"}},
            {"custom": "not an object"},
            {"image": "https://shop.example/a.png"},
        ]
    )
    shown = [line.rstrip() for line in out.getvalue().splitlines()]
    assert shown[:4] == [
        "  1. 雾岭 龙井",
        "     $24.00  ($30.00)  ★ 4.6 (12)  有货",
        "     属于[茶叶]",
        "     /shop/images/tea.webp",
    ]
    assert any("Price" in line and "$24.00" in line and "$9.00" in line for line in shown)
    assert shown[-1] == "  https://shop.example/a.png"
