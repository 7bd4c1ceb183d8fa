"""Skills of the staff about customers: who may leave, and how they group."""

from __future__ import annotations

from actions.skills.staff.access import answer, for_staff, kept, shop_data
from actions.turn.turn import Reply, Turn
from ecomcore.customers.churn import at_risk
from ecomcore.customers.segments.picture import draw_segments
from ecomcore.customers.segments.rfm import Segmentation, segment_customers
from ecomcore.customers.sources.shop import shop_log
from ecomcore.sales.bars import draw_risk

SHOWN = 5
KNOWN = 20
MOVES = 3


@for_staff("churn_risk")
def churn_risk(turn: Turn) -> Reply:
    """Name the customers with most money at risk, with reasons."""
    log = shop_log(shop_data(turn), for_profiles=True)
    found = kept(turn, "churn", lambda: at_risk(log, k=KNOWN))
    total = float(found["money_at_risk"].sum())
    lines = [
        turn.say("staff.churn", customers=len(found), money=f"{total:,.0f}", currency=log.currency)
    ]
    for customer, row in found.head(SHOWN).iterrows():
        reasons = [turn.speaker.pick(reason) for reason in row["reasons"][:2]]
        lines.append(
            turn.say(
                "staff.churn_line",
                customer=customer,
                risk=f"{100 * row['risk']:.0f}",
                money=f"{row['money_at_risk']:,.0f}",
                currency=log.currency,
                reasons=turn.say("products.options_gap").join(reasons),
            )
        )
    return answer(
        turn,
        lines,
        f"customers churn -k {KNOWN}",
        lambda file: draw_risk(found, log.currency, file),
        turn.say("staff.churn_alt"),
    )


@for_staff("customer_segments")
def customer_segments(turn: Turn) -> Reply:
    """Say how customers group, what to do about each group, and who moved since last month."""
    log = shop_log(shop_data(turn), for_profiles=True)
    found = kept(turn, "segments", lambda: segment_customers(log))
    lines = [turn.say("staff.segments", customers=f"{int(found.segments['customers'].sum()):,}")]
    for name, row in found.segments.iterrows():
        lines.append(
            turn.say(
                "staff.segment_line",
                name=turn.speaker.pick(Segmentation.name(str(name))),
                customers=int(row["customers"]),
                share=f"{100 * row['share']:.0f}",
                spend=f"{100 * row['spend_share']:.0f}",
                action=turn.speaker.pick(Segmentation.action(str(name))),
            )
        )
    for _, move in found.moves.head(MOVES).iterrows():
        before, now = (
            turn.speaker.pick(Segmentation.name(str(move[side])))
            for side in ("segment_before", "segment")
        )
        lines.append(
            turn.say("staff.move", customers=int(move["customers"]), before=before, now=now)
        )
    if found.hidden:
        lines.append(turn.say("staff.hidden", groups=found.hidden))
    return answer(
        turn,
        lines,
        "customers segments",
        lambda file: draw_segments(found, file),
        turn.say("staff.segments_alt"),
    )
