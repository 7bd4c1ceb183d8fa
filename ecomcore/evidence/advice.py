"""Which of several products serves a need best: the evidence for it, two reasons and one drawback each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ecomcore.evidence.book import EvidenceBook
from ecomcore.evidence.model import Place, Reasons, Source, Verdict
from ecomcore.evidence.polarity import is_bad, is_denied
from ecomcore.evidence.question import Question, opposites, read_question
from ecomcore.evidence.reading import Read
from ecomcore.evidence.statements import ProductFacts, Statement

MOST_REASONS = 2
OPINION = 0.15
"""What a star more than the middle adds, beside what the need itself finds."""

MIDDLE_STARS = 3.0
TRUSTED = {
    Place.ATTRIBUTE: 1.0,
    Place.TITLE: 1.0,
    Place.DESCRIPTION: 0.9,
    Place.REVIEW: 0.8,
    Place.VERSION: 0.7,
    Place.KNOWLEDGE: 0.3,
}
HEADING = 0.01
"""So much less the heading of a review tells than a sentence of it."""

UNHAPPY = 3
"""Up to so many stars a review may tell a drawback."""


def rank_for(book: EvidenceBook, need: str, product_ids: Sequence[str]) -> list[Reasons]:
    """Return the products with their reasons, the one that serves `need` best first.

    `need` is what a shopper says it is for, in any language that there are words for ("commuting and calls",
    送长辈). A product that nothing is known about has a score of 0 and no reasons.
    """
    asked = read_question(need, book.vocabulary)
    judged = [_judge(book, asked, product_id) for product_id in product_ids]
    return sorted(judged, key=lambda reasons: -reasons.score)


def _judge(book: EvidenceBook, asked: Question, product_id: str) -> Reasons:
    facts = book.facts(product_id)
    if facts is None:
        return Reasons(product_id, 0.0, (), None)
    reads = book.reads(product_id)
    weights = {term: max(0.05, book.vocabulary.rarity(term)) for term in asked.terms}
    best: dict[str, tuple[float, Source]] = {}
    against: list[tuple[float, Source]] = []
    for source, read in _told(facts, reads):
        for term, weight in weights.items():
            says = _says(term, source, read)
            worth = weight * TRUSTED[source.place] * _spoken(source, asked)
            worth -= HEADING if source.quote == source.title else 0.0
            if says is Verdict.YES and worth > best.get(term, (0.0, source))[0]:
                best[term] = (worth, source)
            elif says is Verdict.NO:
                against.append((worth, source))
    ranked = sorted(best.values(), key=lambda found: -found[0])
    # What a product is called shows that it is meant, and is no reason to take it.
    telling = (source for _, source in ranked if source.place is not Place.TITLE)
    reasons = tuple(dict.fromkeys(telling))[:MOST_REASONS]
    reasons += _praise(facts, reasons, asked)[: MOST_REASONS - len(reasons)]
    score = sum(worth for worth, _ in ranked) / (sum(weights.values()) or 1.0)
    score -= 0.5 * sum(worth for worth, _ in against) / (sum(weights.values()) or 1.0)
    score += OPINION * (facts.rating - MIDDLE_STARS if facts.reviews else 0.0)
    return Reasons(product_id, round(score, 4), reasons, _drawback(facts, reads, against, asked))


def _told(facts: ProductFacts, reads: Sequence[Read]) -> list[tuple[Source, Read]]:
    """Return everything that is told about a product, as sources that say yes."""
    found: list[tuple[Source, Read]] = []
    for key, value in facts.attributes.items():
        if value not in ("no", "none"):
            shown = f"{key.replace('_', ' ')}: {value}"
            read = Read(f"{key.replace('_', ' ')} {value}")
            found.append((Source(Place.ATTRIBUTE, shown, key, Verdict.YES), read))
    for language, title in facts.title.items():
        found.append((Source(Place.TITLE, title, "", Verdict.YES, language), Read(title)))
    for statement, read in zip(facts.statements, reads, strict=True):
        if statement.place is not Place.KNOWLEDGE:
            found.append((_source(statement, Verdict.YES), read))
    return found


def _source(statement: Statement, says: Verdict) -> Source:
    return Source(
        statement.place,
        statement.text,
        statement.key,
        says,
        statement.language,
        statement.title,
        statement.rating,
    )


def _says(term: str, source: Source, read: Read) -> Verdict | None:
    """Return whether a place speaks for or against one word of the need; None where it does not speak of it."""
    against = [hit for other in opposites().get(term, ()) for hit in read.find(other)]
    found = read.find(term)
    if against and not found:
        return Verdict.NO if not is_denied(read, against[0]) else Verdict.YES
    if not found:
        return None
    is_review = source.place is Place.REVIEW
    if is_denied(read, found[0], after=is_review):
        return Verdict.NO
    if is_review and ((source.rating or 5) < UNHAPPY or is_bad(read)):
        return Verdict.NO
    return Verdict.YES


def _spoken(source: Source, asked: Question) -> float:
    """Return a little less for what is written in another language than the asker's."""
    return 1.0 if source.language in ("", asked.language) else 0.8


def _praise(facts: ProductFacts, known: Sequence[Source], asked: Question) -> tuple[Source, ...]:
    """Return what happy buyers say, where the need itself finds less than two reasons."""
    if not facts.reviews or facts.rating < MIDDLE_STARS:
        return ()
    happy = [
        statement
        for statement in facts.statements
        if statement.rating == 5 and statement.text != statement.title
    ]
    happy.sort(key=lambda statement: statement.language != asked.language)
    quoted = {source.quote for source in known}
    return tuple(_source(s, Verdict.YES) for s in happy if s.text not in quoted)


def _drawback(
    facts: ProductFacts,
    reads: Sequence[Read],
    against: Sequence[tuple[float, Source]],
    asked: Question,
) -> Source | None:
    """Return what speaks against it for this need, else the plainest complaint of its buyers."""
    if against:
        return max(against, key=lambda found: found[0])[1]
    order: Mapping[Statement, tuple[bool, bool, int]] = {
        statement: (statement.language != asked.language, not is_bad(read), statement.rating or 0)
        for statement, read in zip(facts.statements, reads, strict=True)
        if statement.place is Place.REVIEW and (statement.rating or 5) <= UNHAPPY
    }
    worst = min(order, key=lambda statement: order[statement], default=None)
    return _source(worst, Verdict.NO) if worst else None
