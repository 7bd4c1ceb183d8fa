"""Being told when the shop has what it did not sell."""

from __future__ import annotations

from datetime import timedelta

from small_shop import NOW, SmallShop

from ecomcore.shop import wishes
from ecomcore.shop.notify import Message

TITLE = {"en": "Skylark Drone", "zh": "云雀 无人机"}


class Outbox:
    """Keeps what is sent; fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.sent: list[Message] = []
        self.failures = failures

    def send(self, message: Message) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the mail server is away")
        self.sent.append(message)


def noted(session, customer: str | None = "C1", words: str = "drone") -> wishes.Wish:
    return wishes.note(
        session, conversation_id="a", customer_id=customer, words=words, language="en", now=NOW
    )


def test_a_wish_is_noted_once(shop: SmallShop):
    with shop.session() as session, session.begin():
        assert noted(session).is_new
        assert not noted(session, words=" drone ").is_new


def test_who_wished_is_told_once_when_it_is_there(shop: SmallShop):
    outbox = Outbox()
    with shop.session() as session, session.begin():
        wish = noted(session)
        assert wishes.send_due_wishes(session, lambda _: None, outbox, NOW) == []
        told = wishes.send_due_wishes(session, lambda _: TITLE, outbox, NOW + timedelta(days=9))
        assert [found.id for found in told] == [wish.id]
        assert wishes.send_due_wishes(session, lambda _: TITLE, outbox, NOW) == []
    (message,) = outbox.sent
    assert message.to == wish.email
    assert "Skylark Drone" in message.subject
    assert '"drone"' in message.text


def test_a_guest_has_no_address_and_is_not_written_to(shop: SmallShop):
    outbox = Outbox()
    with shop.session() as session, session.begin():
        assert noted(session, customer=None).email is None
        assert wishes.send_due_wishes(session, lambda _: TITLE, outbox, NOW) == []
    assert outbox.sent == []


def test_what_could_not_be_sent_stays_open(shop: SmallShop):
    outbox = Outbox(failures=1)
    with shop.session() as session, session.begin():
        noted(session)
        assert wishes.send_due_wishes(session, lambda _: TITLE, outbox, NOW) == []
        assert len(wishes.send_due_wishes(session, lambda _: TITLE, outbox, NOW)) == 1


def test_a_guests_address_is_forgotten_once_it_was_written_to(shop: SmallShop):
    outbox = Outbox()
    with shop.session() as session, session.begin():
        wishes.note(
            session,
            conversation_id="a",
            customer_id=None,
            words="drone",
            language="en",
            now=NOW,
            email="pia@example.com",
        )
        wishes.send_due_wishes(session, lambda _: TITLE, outbox, NOW)
        again = noted(session, customer=None)
    assert [message.to for message in outbox.sent] == ["pia@example.com"]
    assert again.email is None
