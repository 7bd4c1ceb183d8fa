"""Part of skill `products`: which size to take, by the shop's charts, the body, and what reviewers found."""

from __future__ import annotations

from collections.abc import Sequence

from actions.catalogue import cards, references
from actions.skills.products import asking, products
from actions.skills.registry import handles
from actions.skills.reviews import reading
from actions.turn.turn import Reply, Turn
from ecomcore.shop.models import Product
from ecomcore.sizes.advice import SizeAdvice, advise_size, with_remarks
from ecomcore.sizes.body import Body, read_body
from ecomcore.sizes.charts import load_charts

FIT = "size"
"""The aspect of reviews that tells whether something runs small or large."""

COLOURS = frozenset({"colour", "color"})
"""Options that tell nothing of a size."""


@handles("size_advice")
def size_advice(turn: Turn) -> Reply:
    """Name one size with why, or two for who is between them; ask for the measures that would tell."""
    sized = _with_sizes(turn)
    product = products.one_product(turn) or (sized[0] if len(sized) == 1 else None)
    body = read_body(turn.text)
    if product is None and sized and not body.is_empty:
        return _for_each(turn, sized, body)
    if product is None:
        return products.which_one(turn)
    title = turn.speaker.pick(product.title)
    sizes = _sizes_of(product)
    if not sizes:
        # What comes in no sizes may come in versions that are called otherwise.
        others = dict.fromkeys(
            cards.options_words(turn, {k: o for k, o in v.options.items() if k not in COLOURS})
            for v in product.variants
        )
        named = turn.say("words.comma").join(filter(None, others))
        text = turn.say("products.one_size", title=title)
        if named:
            text = turn.say("products.sizes", title=title, sizes=named)
        return Reply().say(text, products.product_buttons(turn, product))
    advice = with_remarks(
        _advice(turn, product, body), asking.book(turn), product.id, turn.language
    )
    parts = [turn.say("products.sizes", title=title, sizes=turn.say("words.comma").join(sizes))]
    parts += [_advised(turn, title, advice)] if advice.size else _still_needed(turn, advice)
    if "fit" in product.attributes:
        fit = cards.word(turn, "value", product.attributes["fit"])
        parts.append(turn.say("products.cut", fit=fit))
    said = [turn.say("products.fit_quote", text=source.quote) for source in advice.remarks]
    parts += reading.balance_on(turn, product, FIT) or said
    return Reply().say("\n".join(parts), products.product_buttons(turn, product))


def _advice(turn: Turn, product: Product, body: Body) -> SizeAdvice:
    return advise_size(
        load_charts(turn.session),
        body,
        category=product.category,
        gender=body.gender or product.attributes.get("gender", ""),
        sold=_sizes_of(product),
    )


def _sizes_of(product: Product) -> list[str]:
    return list(dict.fromkeys(v.options["size"] for v in product.variants if "size" in v.options))


def _with_sizes(turn: Turn) -> list[Product]:
    """Return the products on the screen that come in sizes."""
    return [
        product for product in cards.load(turn, references.shown_ids(turn)) if _sizes_of(product)
    ]


def _for_each(turn: Turn, sized: Sequence[Product], body: Body) -> Reply:
    """Name the size of each product on the screen."""
    lines = []
    for product in sized:
        advice, title = _advice(turn, product, body), turn.speaker.pick(product.title)
        if advice.size:
            lines.append(_advised(turn, title, advice))
        else:
            lines.append(
                turn.say("products.line_value", title=title, says=_still_needed(turn, advice)[0])
            )
    return Reply().say("\n".join(lines))


def _advised(turn: Turn, title: str, advice: SizeAdvice) -> str:
    why = turn.say("words.comma").join(
        turn.say(
            "products.size_why",
            measure=turn.say(f"products.measure_{each.measure}"),
            value=f"{each.value:g}",
            low=f"{each.low:g}",
            high=f"{each.high:g}",
            size=each.size,
        )
        for each in advice.whys
        if each.size == advice.size
    )
    if advice.other is not None:
        key = f"products.size_two_{advice.between or 'larger'}"
        return turn.say(key, title=title, size=advice.size, other=advice.other)
    key = "products.size_one" if advice.is_sold else "products.size_not_sold"
    return turn.say(key, title=title, size=advice.size, why=why)


def _still_needed(turn: Turn, advice: SizeAdvice) -> list[str]:
    """Return what is to be said where no size follows: the charts end before, or a measure is missing."""
    if advice.outside:
        return [turn.say("products.size_outside")]
    if not advice.ask:
        return [turn.say("products.size_hint")]
    asked = turn.speaker.join([turn.say(f"products.measure_{m}") for m in advice.ask], last="or")
    return [turn.say("products.size_ask", measures=asked)]
