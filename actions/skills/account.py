"""Skill `account`: signing out, for a shopper on a machine that others use too."""

from __future__ import annotations

from actions.skills.registry import handles
from actions.turn.payloads import SignedOut
from actions.turn.turn import Reply, Turn
from ecomcore.shop.identity import NOBODY, sign_out


@handles("sign_out", changes=True)
def log_out(turn: Turn) -> Reply:
    """Forget who is asking and end the conversation; who is signed in at the shop's site has to sign out there, too.

    The page's own button ends also the conversation of somebody whom nobody knows.
    """
    is_known = turn.identity.is_known
    if not is_known and not turn.request.text.startswith("/"):
        return Reply().say(turn.say("account.not_signed_in"))
    memory = turn.memory
    memory.drop_open()
    memory.ended = True
    text = "account.signed_in_at_site" if turn.identity.how == "token" else "account.signed_out"
    sign_out(turn.session, turn.conversation_id)
    turn.visitor.identity = NOBODY
    return Reply().say(turn.say(text), custom=SignedOut())
