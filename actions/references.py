"""Which product is meant: by a button, "the second one", "the cheap one", a name, or "it"."""

from __future__ import annotations

from actions import cards
from actions.texts import heard
from actions.turn import Turn
from ecomcore.text.tokens import normalise

LAST = -1
SURE_NAME = 0.55


SUPERLATIVES = ("cheapest", "dearest", "best_rated")


def shown_ids(turn: Turn) -> list[str]:
    """Return the products on the list that the shopper saw last."""
    return list((turn.memory.shown or {}).get("ids") or [])


def by_position(turn: Turn) -> list[str]:
    """Return the products of the last list that the message counts ("the first and the third")."""
    ids = shown_ids(turn)
    found = []
    for number in turn.request.values("ordinal"):
        index = len(ids) - 1 if number == LAST else int(number) - 1
        if 0 <= index < len(ids):
            found.append(ids[index])
    return list(dict.fromkeys(found))


def by_quality(turn: Turn) -> str | None:
    """Return the product of the last list that a superlative singles out ("the cheapest one")."""
    lowered = normalise(turn.text)
    said = [name for name in SUPERLATIVES if any(word in lowered for word in heard(name))]
    products = cards.load(turn, shown_ids(turn)) if said else []
    if not products:
        return None
    if said[0] == "best_rated":
        stars = cards.ratings(turn, [product.id for product in products])
        return max(products, key=lambda product: stars.get(product.id, (0.0, 0))).id
    by_price = sorted(products, key=lambda product: cards.best_variant(product).price_cents)
    return by_price[0].id if said[0] == "cheapest" else by_price[-1].id


def by_option(turn: Turn) -> str | None:
    """Return the one product of the last list that comes in the colour the message names ("the red one")."""
    wanted = wanted_options(turn)
    if not wanted.colours:
        return None
    fitting = [
        product.id
        for product in cards.load(turn, shown_ids(turn))
        if any(wanted.fits(v.options) for v in product.variants)
    ]
    return fitting[0] if len(fitting) == 1 else None


def by_name(turn: Turn, candidates: list[str] | None = None) -> list[str]:
    """Return the products that the words name, best first; empty where no name is sure enough."""
    found = turn.service.engine.resolve_product(turn.text, turn.language, candidates)
    return [product_id for product_id, score in found if score >= SURE_NAME]


def wanted_options(turn: Turn) -> cards.Wanted:
    """Return the colours and sizes that the message names."""
    query = turn.service.engine.understand(turn.text, turn.language)
    return cards.Wanted(frozenset(query.colours), frozenset(query.sizes))


def product(turn: Turn) -> str | None:
    """Return the product that the message is about, or None where nothing tells."""
    tapped = turn.request.value("product")
    if tapped:
        return str(tapped)
    counted = by_position(turn)
    if counted:
        return counted[0]
    singled = by_quality(turn)
    if singled:
        return singled
    named = by_name(turn, shown_ids(turn)) or by_name(turn)
    if named:
        return named[0]
    if turn.memory.focus is None:
        coloured = by_option(turn)
        if coloured:
            return coloured
        ids = shown_ids(turn)
        return ids[0] if len(ids) == 1 else None
    return turn.memory.focus


def several(turn: Turn, most: int = 3) -> list[str]:
    """Return the products to set side by side: those counted, those named, else the first ones shown."""
    tapped = [str(value) for value in turn.request.values("product")]
    counted = by_position(turn)
    named = [i for i in by_name(turn, shown_ids(turn)) if i not in counted]
    chosen = tapped or counted or named
    if len(chosen) == 1:
        others = [i for i in (turn.memory.focus, *shown_ids(turn)) if i and i not in chosen]
        chosen = [*chosen, *others[:1]]
    if len(chosen) < 2:
        chosen = shown_ids(turn)
    return chosen[:most]
