"""What of a product's own data answers a question by meaning: its properties and sentences, read beside the question.

Words find what is said in the words of the question; shoppers use others ("does it pong when it's new"). A second look
ranks everything that is stated about one product by how well it answers, and finds the answer or names what comes
nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ecomcore.evidence.model import Evidence, Place, Source, Verdict
from ecomcore.evidence.statements import ProductFacts
from ecomcore.text.ranking import Floats, Scale

MOST_SENTENCES = 12
"""So many sentences, the nearest by their vectors, are looked at."""
MOST_NEAREST = 2


@dataclass(frozen=True)
class Passage:
    """One thing that is stated about a product, in words that can be read beside a question."""

    text: str
    source: Source


def passages(product: ProductFacts, cosines: Floats, language: str | None) -> list[Passage]:
    """Return what is stated about a product: its properties, and the sentences nearest to a question.

    Args:
        product: the product.
        cosines: how near each of its statements is to the question, shape `(statements,)`.
        language: of the sentences, None for those of all languages.
    """
    return [*_properties(product), *_sentences(product, cosines, language)]


def second_look(
    product_id: str, found: Sequence[Passage], scores: Floats, scale: Scale
) -> Evidence:
    """Return what answers, as a value with its source; where nothing does, what comes nearest."""
    order = sorted(range(len(found)), key=lambda at: -float(scores[at]))
    if order and scores[order[0]] >= scale.answers:
        return Evidence(product_id, Verdict.VALUE, (found[order[0]].source,))
    near = tuple(found[at].source for at in order[:MOST_NEAREST] if scores[at] >= scale.near)
    return Evidence(product_id, Verdict.NOT_FOUND, nearest=near)


def _properties(product: ProductFacts) -> Iterator[Passage]:
    named: Sequence[tuple[Place, Mapping[str, str]]] = (
        (Place.ATTRIBUTE, product.attributes),
        (Place.VERSION, {key: ", ".join(values) for key, values in product.options.items()}),
    )
    for place, held in named:
        for key, value in held.items():
            text = f"{_words(key)}: {_words(value)}"
            yield Passage(text, Source(place, value, key, Verdict.VALUE))


def _sentences(product: ProductFacts, cosines: Floats, language: str | None) -> Iterator[Passage]:
    own = [i for i, s in enumerate(product.statements) if language in (None, s.language)]
    for at in sorted(own, key=lambda i: -float(cosines[i]))[:MOST_SENTENCES]:
        said = product.statements[at]
        source = Source(
            said.place, said.text, said.key, Verdict.VALUE, said.language, said.title, said.rating
        )
        yield Passage(said.text, source)


def _words(key: str) -> str:
    return key.replace("_", " ")
