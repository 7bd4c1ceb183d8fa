"""Before the first shopper comes, what is costly has been done once, and nothing of it was stored."""

from __future__ import annotations

from actions.conversation import dialogue
from actions.server import rehearsal
from actions.server.rehearsal import rehearse
from actions.texts import languages


def test_every_costly_kind_is_answered_in_every_language_and_nothing_is_stored(
    service, shopper, monkeypatch, caplog
):
    served, real = [], dialogue.serve

    def serve(turn, requests, rank):
        reply = real(turn, requests, rank)
        served.append((turn.language, requests[0].intent, bool(reply.messages)))
        return reply

    monkeypatch.setattr(dialogue, "serve", serve)
    rehearse(service)
    kinds = {intent for _, intent, _ in served}
    assert {"compare_products", "product_reviews", "product_details", "recommend"} <= kinds
    assert {language for language, _, _ in served} == set(languages())
    assert all(has_answer for _, _, has_answer in served)
    assert "rehearsal" not in caplog.text
    assert shopper().rows("select count(*) from turn") == [(0,)]


def test_what_fails_in_the_rehearsal_does_not_keep_the_service_down(service, monkeypatch, caplog):
    def broken(*_arguments):
        raise RuntimeError

    monkeypatch.setattr(rehearsal, "respond", broken)
    rehearse(service)
    assert "the rehearsal of recommend failed with RuntimeError" in caplog.text
