"""Part of skill `products`: allergies, pregnancy, children: what the data say, exactly, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from actions.catalogue import cards, names, references
from actions.phrases import pattern
from actions.skills.products import listing, products
from actions.skills.registry import handles
from actions.turn.memory import Asked
from actions.turn.payloads import Products
from actions.turn.turn import Json, Reply, Turn, button
from actions.understanding.order_words import is_question
from actions.understanding.scene import Scene
from ecomcore.safety import allergens
from ecomcore.safety.ages import least_age, youngest_in
from ecomcore.safety.allergens import OTHER, Stated, Statement
from ecomcore.safety.words import facts
from ecomcore.shop.models import Product

if TYPE_CHECKING:
    from actions.turn.service import Service
    from ecomcore.search.engine import SearchEngine
    from ecomcore.search.query import Query

LOOK_ALIKES = frozenset(
    {
        "ask_attribute", "ask_policy", "ask_stock", "capabilities", "complain", "deny", "give_details", "nlu_fallback",
        "out_of_scope", "product_details", "product_reviews", "refine_search", "search_product", "size_advice",
        "smalltalk", "tell_allergy",
    }
)  # fmt: skip
"""Intents that a question whether something is safe may look like; none of them changes anything."""


ASKED_WHICH = "allergies"
"""The topic of the question what somebody is allergic to."""


def allergies_after(
    held: Sequence[str], latest: Mapping[str, Any], service: Service, asked: Asked
) -> tuple[str, ...]:
    """Return what must be avoided after a message of a shopper; a button says nothing of it."""
    text = str(latest.get("text") or "")
    is_tapped = text.startswith("/") or bool((latest.get("metadata") or {}).get("tapped"))
    if is_tapped:
        return tuple(held)
    spoken = _without_name(service, text)
    return allergens.allergies_after(held, spoken, is_asked=asked.topic == ASKED_WHICH)


def _without_name(service: Service, text: str) -> str:
    """Return a text with an allergy without the name of the product that it calls: the oat cream tells of no oats.

    Where only the name tells what is to be avoided the text stays as it is.
    """
    if len(allergens.allergies_in(text)) < 2:
        return text
    rest = names.names_of(service).without_name(text)
    return rest if allergens.allergies_in(rest) else text


def asks(turn: Turn) -> bool:
    """Say whether the message asks what an allergy, a pregnancy or a child's age means for what is in hand or shown."""
    if turn.request.intent not in LOOK_ALIKES or not _about(turn):
        return False
    if _allergies_told(turn) or allergens.is_about_pregnancy(turn.text):
        return True
    if allergens.is_about_safety(turn.text) and turn.memory.allergies:
        return True
    return bool(_contents_asked(turn)) or _asks_for_an_age(turn)


def tells(turn: Turn) -> bool:
    """Say whether the message tells of an allergy and asks for nothing else, with nothing on the screen."""
    if _answers_which(turn):
        return True
    if turn.request.intent not in LOOK_ALIKES or not allergens.allergies_in(turn.text):
        return False
    return not (_names_kind(turn) or _about(turn))


def _answers_which(turn: Turn) -> bool:
    """Say whether the message names what somebody is allergic to, which was just asked."""
    return turn.asked.topic == ASKED_WHICH and bool(allergens.named_in(turn.text))


@handles("tell_allergy")
def tell_allergy(turn: Turn) -> Reply:
    """Say what is left out from now on, or that it is not any more; the data of what is shown are told."""
    if turn.request.value("choice") == "none":
        turn.memory.allergies = ()
        return Reply().say(turn.say("care.allergy_forgotten"))
    if not turn.memory.allergies:
        turn.memory.asked = Asked(topic=ASKED_WHICH)
        return Reply().say(turn.say("care.allergy_which"))
    if not _answers_which(turn) and _about(turn):
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
    lines = []
    if _asks_for_an_age(turn):
        lines = [_age_line(turn, product) for product in found if _has_age(product)]
    keys = tuple(
        dict.fromkeys([*_allergies_told(turn), *_contents_asked(turn), *turn.memory.allergies])
    )
    if keys:
        said = {product.id: _worst(product, keys) for product in found}
        order = [Stated.FREE, Stated.NOTHING, Stated.UNCLEAR, Stated.CONTAINS]
        found = sorted(found, key=lambda product: order.index(said[product.id][1].stated))
        lines += [_line(turn, product, *said[product.id], keys) for product in found]
        lines += [_facts(turn, product) for product in found[:1] if len(found) == 1]
    return _told_once(turn, found, lines)


def with_note(turn: Turn, reply: Reply) -> Reply:
    """Return the reply; a list of products from which things that contain something are left out says so."""
    has_list = any(isinstance(m.custom, Products) and m.custom.items for m in reply.messages)
    left_out = tuple(dict.fromkeys([*turn.memory.allergies, *_avoided(turn)]))
    if not left_out or not has_list:
        return reply
    buttons = [_forget_button(turn)] if turn.memory.allergies else []
    return reply.say(turn.say("care.left_out", what=_named(turn, left_out)), buttons)


def _avoided(turn: Turn) -> tuple[str, ...]:
    """Return what must not be in the things of the list that this message is answered with."""
    shown = turn.memory.shown
    if shown.query is None or shown.at != turn.memory.turns:
        return ()
    return shown.query.avoided


def label_facts(turn: Turn, product: Product) -> Reply:
    """Return what a product's data say is in it, with the advice to look at the label."""
    return Reply().say("\n".join([_facts(turn, product), turn.say("care.check_label")]))


def _about(turn: Turn) -> list[str]:
    """Return the products that the message is about: named, counted, in hand, or all on the screen."""
    return turn.once(("safety is about", turn.text), lambda: _about_afresh(turn))


def _about_afresh(turn: Turn) -> list[str]:
    named = references.by_position(turn) or _called(turn)
    if named:
        return named[: listing.PAGE]
    scene = Scene.of(turn)
    is_pointing = pattern("asks_of_it").search(turn.text) is not None
    if _names_kind(turn) and not (is_pointing and scene.about):
        held = scene.in_hand
        is_held = held is not None and not references.is_other_kind(turn, held)
        return [held] if held and is_held else _of_the_kind(turn)
    return list(scene.about)


def _called(turn: Turn) -> list[str]:
    """Return the products that the message calls by name; of the kind that it names, if it names one."""
    named, of_kind = names.called(turn, text=_rest(turn)), _products_spoken_of(turn)
    return [each for each in named if each in of_kind] if of_kind else named


def _products_spoken_of(turn: Turn) -> set[str]:
    """Return the products of the kinds that the message names; what may be in a thing only where no other is."""
    kinds = _wish(turn).types
    spoken_of = [kind for kind in kinds if not allergens.named_in(kind)] or kinds
    whole: SearchEngine = turn.service.build.part("search")
    return whole.products_of(spoken_of)


def _of_the_kind(turn: Turn) -> list[str]:
    """Return the best products of the kind that a message speaks of and does not look for ("is there egg in the X")."""
    text = turn.text
    if not (allergens.asks_contents(text) or allergens.asks_for_whom(text)):
        return []
    return sorted(_products_spoken_of(turn))[: listing.PAGE]


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


def _allergies_told(turn: Turn) -> tuple[str, ...]:
    """Return what the message says somebody is allergic to."""
    return allergens.allergies_in(_without_name(turn.service, turn.text))


def _contents_asked(turn: Turn) -> tuple[str, ...]:
    """Return what the message asks about being in what it speaks of, where that is eaten or touches the skin."""
    if not allergens.asks_contents(turn.text):
        return ()
    asked = allergens.named_in(names.name_book(turn).without_name(turn.text))
    are_eaten = any(allergens.is_consumed(product) for product in cards.load(turn, _about(turn)))
    return tuple(key for key in asked if are_eaten or key in facts()["touched"])


def _asks_for_an_age(turn: Turn) -> bool:
    """Say whether the message asks for a child and the data of what it is about name an age."""
    if youngest_in(turn.text) is None:
        return False
    about = cards.load(turn, _about(turn))
    is_asking = allergens.is_about_safety(turn.text) or allergens.asks_for_whom(turn.text)
    is_asking = is_asking or (len(about) == 1 and is_question(turn.text))
    return is_asking and any(map(_has_age, about))


def _has_age(product: Product) -> bool:
    return least_age(product.attributes) is not None


def _worst(product: Product, keys: Sequence[str]) -> tuple[str, Statement]:
    """Return what is stated that matters most, with what it is stated of."""
    order = list(Stated)
    found = [(key, allergens.statement(product, key)) for key in keys]
    return min(found, key=lambda each: order.index(each[1].stated))


def _line(turn: Turn, product: Product, key: str, said: Statement, keys: Sequence[str]) -> str:
    what = _named(turn, keys if said.stated is Stated.NOTHING else [key])
    title = turn.speaker.pick(product.title)
    quote = _quote(turn, product, said)
    is_contained = said.stated is Stated.CONTAINS and key not in turn.memory.allergies
    text = "care.has_in_it" if is_contained else f"care.allergen_{said.stated.value}"
    return turn.say(text, title=title, what=what, quote=quote)


def _quote(turn: Turn, product: Product, said: Statement) -> str:
    """Return the product's own words in a sentence that names their place."""
    if said.key in product.attributes:
        name = cards.name(turn, "attribute", said.key)
        return turn.say("products.says_data", name=name, value=cards.values(turn, said.text))
    own = product.title if said.key == "title" else product.description
    text = turn.speaker.pick(own) or said.text
    return turn.say("products.says_description", text=text) if said.key else ""


def _age_line(turn: Turn, product: Product) -> str:
    title, least = turn.speaker.pick(product.title), least_age(product.attributes) or 0
    age = youngest_in(turn.text) or 0
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


def _told_once(turn: Turn, found: Sequence[Product], lines: Sequence[str]) -> Reply:
    """Return the lines; nothing where another part of the message has been answered with the same ones."""
    told: set[str] = turn.once("safety told", set)
    text = "\n".join(lines)
    if text in told:
        return Reply()
    told.add(text)
    return _told(turn, found, lines)


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
