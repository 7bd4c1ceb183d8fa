"""What is kept of conversations for the shop's staff."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from actions.turn.service import Service
from ecomcore.shop.database import open_session
from ecomcore.shop.models import Exchange


def kept(service: Service) -> list[Exchange]:
    with open_session(service.shop, service.settings) as session:
        return list(session.scalars(select(Exchange).order_by(Exchange.id)))


def test_an_exchange_is_kept_without_personal_data(service, shopper):
    someone = shopper("C0001")
    someone.say("I am at emma.clark@example.com, a warm jacket please", "search_product")
    (entry,) = kept(service)
    assert entry.said == "I am at [email], a warm jacket please"
    assert (entry.number, entry.language, entry.customer_id) == (1, "en", "C0001")
    assert entry.skills == ["search_product"]
    assert entry.products == [card["id"] for card in someone.cards]
    assert entry.products
    assert not entry.is_missed
    assert not entry.is_recommendation
    assert entry.searches[0]["found"] > 0
    assert entry.spent_ms > 0


def test_a_search_that_nothing_fits_has_found_nothing(service, shopper):
    shopper().say("do you sell car tyres", "search_product")
    (entry,) = kept(service)
    assert [search["found"] for search in entry.searches] == [0]
    assert "tyres" in entry.searches[0]["words"]


def test_what_was_not_understood_is_marked(service, shopper):
    shopper().say("flurb the wimbly", "nlu_fallback", confidence=0.2)
    (entry,) = kept(service)
    assert entry.is_missed
    assert entry.intent == "nlu_fallback"


def test_a_list_that_no_search_made_is_a_recommendation(service, shopper):
    someone = shopper("C0001")
    someone.say("what can you recommend me?", "recommend")
    someone.say("thanks", "thank")
    assert [entry.is_recommendation for entry in kept(service)] == [True, False]


def test_the_words_of_a_button_are_those_that_were_read(service, shopper):
    someone = shopper()
    someone.say("hello", "greet")
    someone.tap(someone.buttons[0])
    assert kept(service)[1].said.startswith("/")  # a channel that tells no titles


def test_staff_are_not_kept_and_nothing_is_where_the_setting_says_so(service, shopper):
    shopper(staff="anna").say("hello", "greet")
    service.settings.journal_days = 0
    shopper().say("hello", "greet")
    assert kept(service) == []


def test_what_is_too_old_is_forgotten_while_the_service_runs(service, shopper):
    shopper().say("hello", "greet")
    service.settings.now = service.settings.clock() + timedelta(days=91)
    service.forget_old()
    assert kept(service) == []


def test_a_database_that_is_locked_stops_nothing(service, monkeypatch, caplog):
    def locked(*_arguments: object) -> None:
        raise OSError

    monkeypatch.setattr("actions.turn.service.open_session", locked)
    service.forget_old()
    assert "old exchanges could not be removed: OSError" in caplog.text
