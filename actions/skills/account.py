"""Skill `account`: signing out, for a shopper on a machine that others use too."""

from __future__ import annotations

from actions.skills.registry import handles
from actions.turn.turn import Reply, Turn
from ecomcore.shop.identity import NOBODY, sign_out


@handles("sign_out", changes=True)
def log_out(turn: Turn) -> Reply:
    """Forget who is asking and what was begun; who is signed in at the shop's site has to sign out there, too."""
    if not turn.identity.is_known:
        return Reply().say(turn.say("account.not_signed_in"))
    memory = turn.memory
    memory.tasks, memory.queue, memory.order_focus = [], [], None
    if turn.identity.how == "token":
        return Reply().say(turn.say("account.signed_in_at_site"))
    sign_out(turn.session, turn.conversation_id)
    turn.visitor.identity = NOBODY
    return Reply().say(turn.say("account.signed_out"))
