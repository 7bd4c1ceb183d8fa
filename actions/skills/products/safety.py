"""Part of skill `products`: allergies, pregnancy, children: what the data say, exactly, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from actions.catalogue import cards, names, references
from actions.phrases import pattern
from actions.skills.products import listing, products
from actions.skills.registry import handles
from actions.turn.payloads import Products
from actions.turn.turn import Json, Reply, Turn, button
from actions.understanding.scene import Scene
from ecomcore.safety import allergens
from ecomcore.safety.ages import age_in, least_age
from ecomcore.safety.allergens import OTHER, Stated, Statement
from ecomcore.safety.words import facts
from ecomcore.shop.models import Product

if TYPE_CHECKING:
    from ecomcore.search.query import Query

LOOK_ALIKES = frozenset(
    {
        "ask_attribute", "ask_policy", "ask_stock", "capabilities", "complain", "deny", "give_details", "nlu_fallback",
        "out_of_scope", "product_details", "product_reviews", "refine_search", "search_product", "size_advice",
        "smalltalk", "tell_allergy",
    }
)  # fmt: skip
"""Intents that a question whether something is safe may look like; none of them changes anything."""


def allergies_after(held: Sequence[str], latest: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what must be avoided after a message of a shopper; a button says nothing of it."""
    text = str(latest.get("text") or "")
    is_tapped = text.startswith("/") or bool((latest.get("metadata") or {}).get("tapped"))
    return tuple(held) if is_tapped else allergens.allergies_after(held, text)


def asks(turn: Turn) -> bool:
    """Say whether the message asks what an allergy, a pregnancy or a child's age means for what is in hand or shown."""
    if turn.request.intent not in LOOK_ALIKES or not _about(turn):
        return False
    if allergens.allergies_in(turn.text) or allergens.is_about_pregnancy(turn.text):
        return True
    is_asked = allergens.is_about_safety(turn.text)
    return is_asked and bool(turn.memory.allergies or _ages_told(turn))


def tells(turn: Turn) -> bool:
    """Say whether the message tells of an allergy and asks for nothing else, with nothing on the screen."""
    if turn.request.intent not in LOOK_ALIKES or not allergens.allergies_in(turn.text):
        return False
    return not (_names_kind(turn) or _about(turn))


@handles("tell_allergy")
def tell_allergy(turn: Turn) -> Reply:
    """Say what is left out from now on, or that it is not any more; the data of what is shown are told."""
    if turn.request.value("choice") == "none":
        turn.memory.allergies = ()
        return Reply().say(turn.say("care.allergy_forgotten"))
    if not turn.memory.allergies:
        return Reply().say(turn.say("care.allergy_which"))
    if _about(turn):
        return answer(turn)
    if _names_kind(turn):
        return listing.show_results(turn, _wish(turn))
    text = turn.say("care.allergy_noted", what=_named(turn, turn.memory.allergies))
    return Reply().say(text, [_forget_button(turn)])


def answer(turn: Turn) -> Reply:
    """Tell what the data of each product say of what is asked, those that name nothing to avoid first."""
    found = cards.load(turn, _about(turn))
    if allergens.is_about_pregnancy(turn.text):
        lines = [turn.say("care.ask_doctor"), *(_facts(turn, p) for p in found[: listing.PAGE])]
        return _told(turn, found, lines)
    keys = allergens.allergies_in(turn.text) or turn.memory.allergies
    if not keys:
        return _told(turn, found, [_age_line(turn, product) for product in found])
    said = {product.id: _worst(product, keys) for product in found}
    order = [Stated.FREE, Stated.NOTHING, Stated.UNCLEAR, Stated.CONTAINS]
    found = sorted(found, key=lambda product: order.index(said[product.id][1].stated))
    lines = [_line(turn, product, *said[product.id], keys) for product in found]
    if len(found) == 1:
        lines.append(_facts(turn, found[0]))
    return _told(turn, found, lines)


def with_note(turn: Turn, reply: Reply) -> Reply:
    """Return the reply; a list of products from which things that contain something are left out says so."""
    has_list = any(isinstance(m.custom, Products) and m.custom.items for m in reply.messages)
    left_out = tuple(dict.fromkeys([*turn.memory.allergies, *_avoided(turn)]))
    if not left_out or not has_list:
        return reply
    buttons = [_forget_button(turn)] if turn.memory.allergies else []
    return reply.say(turn.say("care.left_out", what=_named(turn, left_out)), buttons)


def _avoided(turn: Turn) -> tuple[str, ...]:
    """Return what must not be in the things of the list that is shown."""
    query = turn.memory.shown.query
    return query.avoided if query is not None else ()


def label_facts(turn: Turn, product: Product) -> Reply:
    """Return what a product's data say is in it, with the advice to look at the label."""
    return Reply().say("\n".join([_facts(turn, product), turn.say("care.check_label")]))


def _about(turn: Turn) -> list[str]:
    """Return the products that the message is about: named, counted, in hand, or all on the screen."""
    named = references.by_position(turn) or names.called(turn, text=_rest(turn))
    if named:
        return named[: listing.PAGE]
    scene = Scene.of(turn)
    is_pointing = pattern("asks_of_it").search(turn.text) is not None
    if _names_kind(turn) and not is_pointing:
        held = scene.in_hand
        return [held] if held and not references.is_other_kind(turn, held) else []
    return list(scene.about)


def _rest(turn: Turn) -> str:
    """Return the message without what somebody is allergic to, which is not what is asked for."""
    return turn.once(
        ("without allergies", turn.text), lambda: allergens.without_allergies(turn.text)
    )


def _wish(turn: Turn) -> Query:
    """Return what the message wishes for besides what must be avoided."""
    understand, rest = turn.service.engine.understand, _rest(turn)
    return turn.once(("query", rest), lambda: understand(rest, turn.language))


def _names_kind(turn: Turn) -> bool:
    """Say whether the message names a kind of thing that is wanted."""
    query = _wish(turn)
    return bool(query.types or query.categories)


def _ages_told(turn: Turn) -> bool:
    """Say whether the message names a child's age and the data of what it is about name one."""
    if age_in(turn.text) is None:
        return False
    return any(least_age(p.attributes) is not None for p in cards.load(turn, _about(turn)))


def _worst(product: Product, keys: Sequence[str]) -> tuple[str, Statement]:
    """Return what is stated that matters most, with what it is stated of."""
    order = list(Stated)
    found = [(key, allergens.statement(product, key)) for key in keys]
    return min(found, key=lambda each: order.index(each[1].stated))


def _line(turn: Turn, product: Product, key: str, said: Statement, keys: Sequence[str]) -> str:
    what = _named(turn, keys if said.stated is Stated.NOTHING else [key])
    title = turn.speaker.pick(product.title)
    quote = _quote(turn, product, said)
    return turn.say(f"care.allergen_{said.stated.value}", title=title, what=what, quote=quote)


def _quote(turn: Turn, product: Product, said: Statement) -> str:
    """Return the product's own words in a sentence that names their place."""
    if said.key in product.attributes:
        name = cards.name(turn, "attribute", said.key)
        return turn.say("products.says_data", name=name, value=cards.values(turn, said.text))
    own = product.title if said.key == "title" else product.description
    text = turn.speaker.pick(own) or said.text
    return turn.say("products.says_description", text=text) if said.key else ""


def _age_line(turn: Turn, product: Product) -> str:
    title, least = turn.speaker.pick(product.title), least_age(product.attributes)
    if least is None:
        return turn.say("care.age_nothing", title=title)
    age = age_in(turn.text) or 0
    told = next(product.attributes[k] for k in facts()["age_keys"] if k in product.attributes)
    value = cards.values(turn, told)
    return turn.say(
        "care.age_too_young" if age < least else "care.age_fits", title=title, age=value
    )


def _facts(turn: Turn, product: Product) -> str:
    """Return what is stated of what is in a product, in the data's own words; that nothing is, where that is so."""
    own = [key for key in facts()["told_keys"] if key in product.attributes]
    title = turn.speaker.pick(product.title)
    if not own:
        return turn.say("care.facts_nothing", title=title)
    told = [
        turn.say(
            "products.line",
            name=cards.name(turn, "attribute", key),
            value=cards.values(turn, product.attributes[key]),
        )
        for key in own
    ]
    return turn.say("care.facts", title=title, facts=turn.say("care.facts_gap").join(told))


def _told(turn: Turn, found: Sequence[Product], lines: Sequence[str]) -> Reply:
    """Return the lines with the advice to look at the label, and a way to ask a person."""
    turn.memory.focus = found[0].id if len(found) == 1 else turn.memory.focus
    turn.memory.offer("talk_to_person")
    colleague = button(turn.say("products.button_colleague"), "talk_to_person")
    bought = products.product_buttons(turn, found[0])[1:] if len(found) == 1 else []
    return Reply().say("\n".join([*lines, turn.say("care.check_label")]), [colleague, *bought])


def _named(turn: Turn, keys: Sequence[str]) -> str:
    """Return the names of what is to be avoided."""
    names = (
        key.removeprefix(OTHER) if key.startswith(OTHER) else turn.say(f"care.what_{key}")
        for key in keys
    )
    return turn.speaker.join(names, "or")


def _forget_button(turn: Turn) -> Json:
    return button(turn.say("care.button_no_allergy"), "tell_allergy", choice="none")
