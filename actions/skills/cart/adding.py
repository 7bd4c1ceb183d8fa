"""Part of skill `cart`: putting a product in, in the version and the number that are wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from actions.catalogue import cards, references
from actions.catalogue.options import chosen_options, is_said
from actions.phrases import pattern, says
from actions.skills.cart import cart
from actions.skills.orders import wording as order_texts
from actions.skills.products import companions, products
from actions.skills.registry import handles
from actions.tasks import engine as tasks
from actions.turn.memory import Details, Question, Task
from actions.turn.request import SURE
from actions.turn.turn import Reply, Turn, button
from actions.understanding import order_words
from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.shop import carts
from ecomcore.shop.models import Product, Variant
from ecomcore.text.tokens import words

CHOICES = 10
LONGEST_VERSION = 6
"""Words of a message that only names a version ("i want a large one")."""
LIKE_A_VERSION = frozenset(
    {
        "ask_attribute", "ask_stock", "cart_update", "change_item", "exchange_order", "give_details", "list_orders",
        "nlu_fallback", "out_of_scope", "product_details", "recommend", "refine_search", "search_product", "show_more",
        "similar_products", "size_advice",
    }
)  # fmt: skip
"""Intents that such a message may be taken for."""
AMOUNTS = frozenset({"cart_add", "cart_update", "affirm"})
"""Intents besides those that a message which only counts may be taken for."""


@dataclass(frozen=True)
class CartDetails(Details):
    """What has been said about a product that shall be put into the cart."""

    product: str | None = None
    sku: str | None = None
    quantity: int | None = None
    options: dict[str, str] = field(default_factory=dict)
    lacking: dict[str, list[str]] = field(default_factory=dict)
    """What was wanted that the product does not come in, by option."""
    offered: tuple[str, ...] = ()
    """The skus to choose from, as they were shown."""
    is_amount: bool = False
    """Whether the last message only told how many."""


class AddToCart(tasks.TaskKind[CartDetails]):
    """Putting a product into the cart, which may take a question for its colour or size."""

    name = "cart_add"
    details = CartDetails
    intents = ("cart_add", "cart_update")
    waits = False

    def claims(self, turn: Turn, details: CartDetails, asking: Question | None) -> bool:
        """Say whether the message tells how many or which version, while that is open ("2 of them", "a large")."""
        return asking is Question.VARIANT and (_is_amount(turn) or _names_version(turn, details))

    def leads_back(self, turn: Turn, task: Task[CartDetails]) -> bool:
        """Say whether the shopper still talks of the same product, or of none."""
        return turn.memory.focus in (None, task.details.product)

    def heard(
        self, turn: Turn, details: CartDetails, asking: Question | None
    ) -> CartDetails | None:
        """Read the variant, the number of pieces, the colour and the size."""
        tapped = turn.request.value("sku")
        if tapped:
            return replace(details, sku=str(tapped))
        quantity, is_open = cart.pieces(turn), asking is Question.VARIANT
        is_amount = is_open and _is_amount(turn)
        counted = replace(
            details, quantity=quantity or details.quantity, is_amount=is_amount or details.is_amount
        )
        named = self._with_options(turn, counted, asking)
        if named is not None:
            return named
        if is_open and quantity and not is_amount and details.offered:
            offered = tasks.counted(turn, details.offered)
            if offered:
                return replace(details, sku=offered)
        return counted if is_amount or counted != details else None

    @staticmethod
    def _with_options(
        turn: Turn, details: CartDetails, asking: Question | None
    ) -> CartDetails | None:
        """Return the details with the version that is named, and with what the product does not come in."""
        product = _product(turn, details)
        if product is None or turn.text.startswith("/"):
            return None
        if asking is not None and _is_other_thing(turn, product):
            return None
        options = _options_named(turn, product)
        wanted = references.wanted_options(turn)
        lacking = references.lacking(turn, product, wanted)
        options |= references.options_of(product, wanted.without(lacking))
        if not options and not lacking:
            return None
        sku = None if lacking else details.sku
        return replace(details, sku=sku, lacking=lacking, options={**details.options, **options})

    def advance(self, turn: Turn, task: Task[CartDetails]) -> Reply:
        """Put it in, or ask for the version."""
        details = task.details
        variant = turn.session.get(Variant, details.sku) if details.sku else None
        product = variant.product if variant else _product(turn, details)
        if product is None:
            return Reply().say(turn.say("products.which_none"))
        if all(v.price_cents is None for v in product.variants):
            return cart.price_asked(turn, product)
        fitting = [variant] if variant else _fitting(product, details.options)
        able = [v for v in fitting if v.sellable > 0]
        # The only version left goes in unasked unless it costs something else than those that are sold out.
        is_plain = len(able) == 1 and len({v.price_cents for v in fitting}) == 1
        if not details.lacking and (is_plain or (len(fitting) == 1 and variant)):
            return _put(turn, product, (able or fitting)[0], details.quantity or 1)
        offered = (able or [v for v in product.variants if v.sellable > 0])[:CHOICES]
        if not offered:
            alert = button(turn.say("products.button_alert"), "back_in_stock", product=product.id)
            text = turn.say("products.out_of_stock_plain", title=turn.speaker.pick(product.title))
            return Reply().say(text, [alert])
        task.asking = Question.VARIANT
        task.details = replace(
            details,
            offered=tuple(v.sku for v in offered),
            product=product.id,
            options=details.options if able else {},
            lacking={},
            is_amount=False,
        )
        buttons = [
            button(cards.options_words(turn, v.options), "cart_add", sku=v.sku) for v in offered
        ]
        text = _question(turn, product, details.lacking, fitting, able)
        if details.is_amount:
            text = turn.say("cart.amount_noted", quantity=details.quantity) + "\n" + text
        return Reply().say(text, buttons)

    def carry_out(self, turn: Turn, task: Task[CartDetails]) -> Reply:
        """Put it in: there is nothing to confirm."""
        return self.advance(turn, task)

    def declined(self, turn: Turn, task: Task[CartDetails]) -> Reply:
        """Say that nothing was put in."""
        return Reply().say(turn.say("cart.not_added"))


tasks.register(AddToCart())


def _question(
    turn: Turn,
    product: Product,
    lacking: Mapping[str, Sequence[str]],
    fitting: Sequence[Variant],
    able: Sequence[Variant],
) -> str:
    """Return the question for the version, after what the product does not come in."""
    title = turn.speaker.pick(product.title)
    if lacking:
        return "\n".join(
            turn.say("cart.no_such_option", title=title, wanted=wanted, values=values)
            for wanted, values in references.lacking_words(turn, product, lacking)
        )
    if not fitting:
        return turn.say("cart.no_such_variant", title=title)
    return turn.say("cart.which_variant" if able else "cart.variant_sold_out", title=title)


def _product(turn: Turn, details: CartDetails) -> Product | None:
    found = cards.load(turn, [details.product]) if details.product else []
    return found[0] if found else None


def _names_version(turn: Turn, details: CartDetails) -> bool:
    """Say whether the message only names a colour or size, of this product or one it does not come in."""
    product = _product(turn, details)
    if product is None or turn.request.intent not in LIKE_A_VERSION:
        return False
    if len(words(turn.text)) > LONGEST_VERSION or order_words.is_question(turn.text):
        return False
    is_named = not references.wanted_options(turn).is_any or bool(_options_named(turn, product))
    return is_named and not _is_other_thing(turn, product)


def _is_other_thing(turn: Turn, product: Product) -> bool:
    """Say whether the message names another kind of thing, and no version of this one by that word ("the bags")."""
    return not chosen_options(turn, product) and references.is_other_kind(turn, product.id)


def _fitting(product: Product, options: dict[str, str]) -> list[Variant]:
    return [v for v in product.variants if all(v.options.get(k) == x for k, x in options.items())]


def _put(turn: Turn, product: Product, variant: Variant, quantity: int) -> Reply:
    try:
        carts.add(turn.session, cart.owner(turn), variant.sku, quantity, now=turn.now)
    except (NotAllowedError, NotFoundError) as error:
        return cart.refused(turn, error, product)
    name = order_texts.titled(turn, product.title, variant.options, quantity)
    reply = cart.show(turn)
    reply.messages[0].text = turn.say("cart.added", product=name) + "\n" + reply.messages[0].text
    return companions.suggested(turn, product.id, reply)


@handles("cart_add", changes=True)
def cart_add(turn: Turn) -> Reply:
    """Put a product into the cart, in the colour, size and number that were named."""
    tapped = turn.request.value("sku")
    if tapped:
        return tasks.start(turn, "cart_add", CartDetails(sku=str(tapped)))
    product = products.one_product(turn)
    if product is None:
        if references.shown_ids(turn) and not references.is_elsewhere(turn):
            return products.which_one(turn)
        return products.search_product(turn)
    shown = dict(zip(turn.memory.shown.ids, turn.memory.shown.skus, strict=False))
    options = {key for variant in product.variants for key in variant.options}
    is_only_one = len(product.variants) == 1 and bool(options)
    said = references.options_of(product, references.wanted_options(turn))
    details = CartDetails(
        product=product.id,
        quantity=cart.pieces(turn),
        sku=shown.get(product.id) if is_only_one else None,
        options={**references.wanted_before(turn, product), **said},
    )
    return tasks.start(turn, "cart_add", details)


@handles("cart_update", changes=True)
def cart_update(turn: Turn) -> Reply:
    """Change how many of something are in the cart."""
    tapped = turn.request.value("sku")
    sku = str(tapped) if tapped else cart.sku_meant(turn)
    quantity = cart.pieces(turn)
    if sku is None:
        return _of_no_line(turn)
    if quantity is None:
        return Reply().say(turn.say("cart.how_many"))
    try:
        carts.update(turn.session, cart.owner(turn), sku, quantity, now=turn.now)
    except (NotAllowedError, NotFoundError) as error:
        return cart.refused(turn, error)
    return cart.show(turn)


def _of_no_line(turn: Turn) -> Reply:
    """Answer a number of pieces of what is no line of the cart, or of which it is not clear which one it is."""
    lines = carts.show(turn.session, cart.owner(turn), now=turn.now).lines
    if references.names_another(turn, [line.product_id for line in lines]):
        return cart_add(turn)
    if not lines:
        return cart_add(turn) if references.product(turn) else cart.show(turn)
    return cart.which_line(turn, "cart_update")


def _options_named(turn: Turn, product: Product) -> dict[str, str]:
    """Return the options of a product that the message names, in full or by a word that only one value has."""
    named = {
        key: value
        for variant in product.variants
        for key, value in variant.options.items()
        if _names_option(turn, key, value)
    }
    return chosen_options(turn, product) | named


def _names_option(turn: Turn, key: str, value: str) -> bool:
    """Say whether an option is named; that of a pack by more than a number, which counts what to put in."""
    if key != cards.PACK or not value.isdigit():
        return is_said(turn, value, turn.text)
    is_named = pattern("pack_of", count=re.escape(value)).search(turn.text) is not None
    return is_named or is_said(turn, cards.pack_words(turn, value), turn.text)


def _is_amount(turn: Turn) -> bool:
    """Say whether the message counts pieces ("2 of them", "make it one"), and not the things on offer ("2").

    Who surely asks for something else with them ("gift wrap one of them") does not.
    """
    intent = turn.request.intent
    is_told = intent == "cart_update" or says(turn.text, "pieces")
    is_other = turn.request.confidence >= SURE and intent not in LIKE_A_VERSION | AMOUNTS
    return is_told and not is_other and cart.pieces(turn) is not None
