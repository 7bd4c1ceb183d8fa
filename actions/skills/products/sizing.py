"""Part of skill `products`: which size to take, by the shop's charts, the body, and what reviewers found."""

from __future__ import annotations

from actions.catalogue import cards, references
from actions.skills.products import asking, products
from actions.skills.registry import handles
from actions.turn.turn import Reply, Turn
from ecomcore.shop.models import Product
from ecomcore.sizes.advice import SizeAdvice, advise_size, with_remarks
from ecomcore.sizes.body import read_body
from ecomcore.sizes.charts import load_charts

SIZE_OPTIONS = ("size", "length")


@handles("size_advice")
def size_advice(turn: Turn) -> Reply:
    """Name one size with why, or two for who is between them; ask for the measures that would tell."""
    product = products.one_product(turn) or _only_one_with_sizes(turn)
    if product is None:
        return products.which_one(turn)
    title = turn.speaker.pick(product.title)
    sizes = list(dict.fromkeys(v.options["size"] for v in product.variants if "size" in v.options))
    if not sizes:
        text = turn.say("products.one_size", title=title)
        return Reply().say(text, products.product_buttons(turn, product))
    body = read_body(turn.text)
    gender = body.gender or product.attributes.get("gender", "")
    advice = with_remarks(
        advise_size(
            load_charts(turn.session), body, category=product.category, gender=gender, sold=sizes
        ),
        asking.book(turn),
        product.id,
        turn.language,
    )
    parts = [turn.say("products.sizes", title=title, sizes=turn.say("words.comma").join(sizes))]
    parts = [_advised(turn, title, advice)] if advice.size else parts + _still_needed(turn, advice)
    if "fit" in product.attributes:
        fit = cards.word(turn, "value", product.attributes["fit"])
        parts.append(turn.say("products.cut", fit=fit))
    parts += [turn.say("products.fit_quote", text=source.quote) for source in advice.remarks]
    return Reply().say("\n".join(parts), products.product_buttons(turn, product))


def _only_one_with_sizes(turn: Turn) -> Product | None:
    """Return the one product on the screen that comes in sizes, None where there are more or none."""
    fitting = [
        product
        for product in cards.load(turn, references.shown_ids(turn))
        if any("size" in variant.options for variant in product.variants)
    ]
    return fitting[0] if len(fitting) == 1 else None


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
