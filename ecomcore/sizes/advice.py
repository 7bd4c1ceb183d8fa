"""One size for a body and a product: by the shop's charts, with why, or two where somebody is between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ecomcore.evidence.book import EvidenceBook
from ecomcore.evidence.model import Place, Source, Verdict
from ecomcore.evidence.reading import IDEA
from ecomcore.sizes.body import Body
from ecomcore.sizes.charts import Between, ChartRow, Charts

NEAR_EDGE = {"foot": 0.001}
NEAR_ANY_EDGE = 0.004
"""So near to the edge between two sizes, as a share of the measure, somebody is between them."""

SYSTEMS = ("eu", "uk", "us")
GIRTHS = ("chest", "waist", "hips")
MOST_REMARKS = 2
FIT_IDEAS = frozenset(f"{IDEA}{name}" for name in ("size_up", "tight", "roomy", "tall", "short"))
LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL", "4XL")


@dataclass(frozen=True)
class Why:
    """A measure that led to a size: what was said, and what the chart has for the size."""

    measure: str
    value: float
    size: str
    low: float
    high: float


@dataclass(frozen=True)
class SizeAdvice:
    """The size to take, or what is still to be known.

    `size` is None where nothing said leads to one; then `ask` names the measures that would. `other` is the second of
    two sizes that somebody is between, `between` the shop's rule for that; `is_sold` whether the product comes in
    `size`; `outside` whether the charts end before this body; `remarks` are what reviewers say about its fit.
    """

    size: str | None
    other: str | None = None
    between: Between | None = None
    is_sold: bool = True
    outside: bool = False
    whys: tuple[Why, ...] = ()
    ask: tuple[str, ...] = ()
    remarks: tuple[Source, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


def advise_size(
    charts: Charts,
    body: Body,
    *,
    category: str,
    gender: str,
    sold: Sequence[str] = (),
) -> SizeAdvice:
    """Return the size for a body by the charts for this category and gender.

    `sold` are the sizes that the product comes in, small ones first; empty where that is not known. A product for
    everybody is judged by the chart for everybody. Where height and girth or weight lead to sizes side by side, the
    larger one counts, as nothing can be worn that is too tight.
    """
    rows = charts.of(category, gender)
    if not rows:
        return SizeAdvice(None)
    order = list(dict.fromkeys(row.size for row in rows))
    rule = rows[0].between
    if body.between is not None:
        small, large = body.between
        return _two(small, large, rule, sold, ())
    found = [_by_measure(rows, measure, body.measures[measure]) for measure in _telling(rows, body)]
    found = [each for each in found if each is not None]
    if not found:
        is_outside = bool(_telling(rows, body))
        return SizeAdvice(None, outside=is_outside, ask=() if is_outside else _to_ask(rows))
    whys = tuple(why for several in found if several for why in several)
    places = [order.index(several[-1].size) for several in found if several]
    first = found[0]
    if len(found) == 1 and first is not None and len(first) == 2:
        return _two(first[0].size, first[1].size, rule, sold, whys)
    chosen = order[_settled(places)]
    return SizeAdvice(chosen, is_sold=not sold or chosen in sold, whys=whys)


def with_remarks(
    advice: SizeAdvice, book: EvidenceBook, product_id: str, language: str
) -> SizeAdvice:
    """Return the advice with what reviewers of the product say about how it fits, in `language` where there is any."""
    facts = book.facts(product_id)
    if facts is None:
        return advice
    found = [
        Source(Place.REVIEW, s.text, s.key, Verdict.VALUE, s.language, s.title, s.rating)
        for s, read in zip(facts.statements, book.reads(product_id), strict=True)
        if s.place is Place.REVIEW and FIT_IDEAS & set(read.hits)
    ]
    found.sort(key=lambda source: source.language != language)
    return replace(advice, remarks=tuple(found[:MOST_REMARKS]))


def _telling(rows: Sequence[ChartRow], body: Body) -> list[str]:
    """Return the measures that are both said and in the chart; a girth or a foot tells more than the weight."""
    known = {row.measure for row in rows}
    said = [measure for measure in body.measures if measure in known]
    for best in (("foot",), SYSTEMS, GIRTHS):
        if any(measure in best for measure in said):
            return [measure for measure in said if measure in best]
    if "height" in said and "age" in said:
        said.remove("age")
    return said


def _by_measure(rows: Sequence[ChartRow], measure: str, value: float) -> list[Why] | None:
    """Return the size of one measure, two at an edge; None where the chart ends before."""
    own = [row for row in rows if row.measure == measure]
    if measure in SYSTEMS:
        return _by_system(own, value)
    if measure == "height" and any(row.measure == "weight" for row in rows):
        own = _middle_ranges(own)
    hit = [row for row in own if row.low <= value < row.high]
    margin = NEAR_EDGE.get(measure, NEAR_ANY_EDGE) * value
    below = [row for row in own if abs(row.high - value) <= margin]
    above = [row for row in own if abs(row.low - value) <= margin]
    if below and above:
        hit = [below[0], above[0]]
    if not hit and own and value == own[-1].high:
        hit = [own[-1]]
    return [Why(measure, value, r.size, r.low, r.high) for r in hit] or None


def _middle_ranges(rows: Sequence[ChartRow]) -> list[ChartRow]:
    """Return overlapping ranges of heights cut in the middle of where they overlap."""
    cut: list[ChartRow] = []
    for at, row in enumerate(rows):
        low = row.low if at == 0 else (rows[at - 1].high + row.low) / 2
        high = row.high if at + 1 == len(rows) else (row.high + rows[at + 1].low) / 2
        cut.append(replace(row, low=low, high=high))
    return cut


def _by_system(rows: Sequence[ChartRow], value: float) -> list[Why] | None:
    exact = [row for row in rows if row.low == value]
    if not exact:
        below = [row for row in rows if row.low < value]
        above = [row for row in rows if row.low > value]
        exact = [below[-1], above[0]] if below and above else []
    return [Why(r.measure, value, r.size, r.low, r.high) for r in exact] or None


def _settled(places: Sequence[int]) -> int:
    """Return one place of several: the larger of neighbours, else the middle, rounded up."""
    low, high = min(places), max(places)
    return high if high - low <= 1 else (low + high + 1) // 2


def _two(
    small: str, large: str, rule: Between, sold: Sequence[str], whys: tuple[Why, ...]
) -> SizeAdvice:
    size, other = (large, small) if rule == "larger" else (small, large)
    if sold and size not in sold and other in sold:
        size, other = other, size
    return SizeAdvice(size, other, rule, not sold or size in sold, whys=whys)


def _to_ask(rows: Sequence[ChartRow]) -> tuple[str, ...]:
    """Return the measures that would lead to a size, the easiest to tell first."""
    known = dict.fromkeys(row.measure for row in rows if row.measure not in SYSTEMS)
    easy = [measure for measure in ("height", "weight", "foot") if measure in known]
    return tuple(easy or known)
