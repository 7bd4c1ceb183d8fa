"""Part of skill `products`: something like a product, but cheaper, in another material, of another brand."""

from __future__ import annotations

from actions.catalogue import cards, names, references
from actions.skills.products import listing, products, recommending, taste
from actions.skills.registry import handles
from actions.turn.memory import Origin
from actions.turn.turn import Reply, Turn
from ecomcore.recommend.alike import But, something_like
from ecomcore.search.query import Query


@handles("similar_products")
def similar_products(turn: Turn) -> Reply:
    """Show products like the one that is meant, different from it in what the message names."""
    is_tapped = not turn.text or turn.text.startswith("/")
    wished = Query() if is_tapped else turn.query
    held = turn.memory.focus
    if held is not None and _names_only_a_wish(turn, wished):
        return like(turn, held, wished)
    product = products.one_product(turn)
    if product is None:
        return products.which_one(turn)
    return like(turn, product.id, wished)


def _names_only_a_wish(turn: Turn, wished: Query) -> bool:
    """Say whether what sounds like a name is the material or colour that is wished ("similar ones in wool")."""
    is_wish = bool(wished.materials or wished.colours) and not (wished.types or wished.categories)
    if not is_wish or references.by_position(turn):
        return False
    return not names.called(turn, text=wished.retrieval_text)


def like(turn: Turn, product_id: str, wished: Query, *, is_fresh: bool = False) -> Reply:
    """Show products like one that differ from it as wished."""
    loaded = cards.load(turn, [product_id])
    if not loaded:
        return Reply().say(turn.say("products.nothing_similar"))
    but = but_of(wished)
    found = something_like(
        turn.session,
        recommending.recommender(turn),
        product_id,
        but,
        customer_id=turn.identity.customer_id,
        exclude=taste.moment(turn, is_fresh=is_fresh).shown,
        k=listing.PAGE,
    )
    title = turn.speaker.pick(loaded[0].title)
    if not found:
        key = "products.nothing_similar" if but == But() else "recommend.nothing_like"
        return Reply().say(turn.say(key, title=title), products.product_buttons(turn, loaded[0]))
    key = "products.similar" if but == But() else "recommend.like_but"
    origin = Origin("similar_products", product_id, wished)
    reply = recommending.shown(turn, turn.say(key, title=title), found, origin)
    turn.memory.focus = product_id
    return reply


def but_of(query: Query) -> But:
    """Return how what is wished differs from a product: in price, brand, material, colour, size."""
    wanted = {"material": query.materials, "colour": query.colours, "size": query.sizes}
    return But(
        is_cheaper="cheaper" in query.refinements,
        is_dearer="dearer" in query.refinements,
        other_brand="other_brand" in query.refinements,
        brand=query.brands[0] if query.brands else None,
        attributes={key: values[0] for key, values in wanted.items() if values},
        max_cents=query.price_max_cents,
    )
