"""Measures answers about products on questions whose right answers were written by hand."""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecomcore.config import ROOT
from ecomcore.errors import BadRow, ImportFailedError
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.evidence.book import EvidenceBook
from ecomcore.evidence.model import Evidence, Place, Verdict

QUESTIONS = ROOT / "benchmarks" / "data"
COLUMNS = ("part", "products", "question", "verdict", "value")
FITS = "fits"
DEFAULT = "evidence"
BASELINE = "one shared word"
"""Quotes whatever sentence shares a word that is not common, as the conversation did before."""


@dataclass(frozen=True)
class Case:
    """A question about products with its right answer.

    `verdicts` are the acceptable verdicts (`fits`: the products in `values` are the ones that fit); one of `values`
    must stand in the quotes, so that the right answer for another reason does not count.
    """

    language: str
    part: str
    products: tuple[str, ...]
    question: str
    verdicts: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def is_answerable(self) -> bool:
        """Whether the product's data answer it."""
        return Verdict.NOT_FOUND not in self.verdicts


@dataclass(frozen=True)
class Outcome:
    """What was answered to a case."""

    case: Case
    found: tuple[Evidence, ...]
    seconds: float

    @property
    def verdict(self) -> str:
        """The verdict about the first product of the case."""
        first = next(e for e in self.found if e.product_id == self.case.products[0])
        return str(first.verdict)

    @property
    def is_right(self) -> bool:
        """Whether the verdict is right, and its quotes are those that tell it."""
        if FITS in self.case.verdicts:
            return {e.product_id for e in self.found if e.fits} == set(self.case.values)
        if self.verdict not in self.case.verdicts:
            return False
        quotes = " ".join(
            text for e in self.found for s in e.sources for text in (s.quote, e.value)
        ).casefold()
        return not self.case.values or any(v.casefold() in quotes for v in self.case.values)

    @property
    def is_told(self) -> bool:
        """Whether the words that tell the answer are quoted, as the answer or as what comes nearest, and not denied.

        Of what cannot be answered: whether nothing is given as an answer.
        """
        if not self.case.is_answerable:
            return not self.is_invented
        first = next(e for e in self.found if e.product_id == self.case.products[0])
        is_plain = self.verdict in (Verdict.YES, Verdict.NO)
        allowed = {*self.case.verdicts} & {self.verdict, Verdict.VALUE, Verdict.MIXED}
        quotes = " ".join(
            text for s in (*first.sources, *first.nearest) for text in (s.quote, first.value)
        ).casefold()
        return (not is_plain or bool(allowed)) and any(
            v.casefold() in quotes for v in self.case.values
        )

    @property
    def is_false_denial(self) -> bool:
        """Whether it said no to what the product's own data state."""
        return self.verdict == Verdict.NO and self.case.is_answerable and not self._may(Verdict.NO)

    @property
    def is_missed(self) -> bool:
        """Whether it found nothing though the data answer it."""
        return self.verdict == Verdict.NOT_FOUND and self.case.is_answerable

    @property
    def is_invented(self) -> bool:
        """Whether it answered what the data do not answer."""
        return not self.case.is_answerable and self.verdict != Verdict.NOT_FOUND

    def _may(self, verdict: Verdict) -> bool:
        return verdict in self.case.verdicts or FITS in self.case.verdicts


def read_cases(path: Path, language: str) -> list[Case]:
    """Return the cases of a CSV file.

    Raises:
        ImportFailedError: a column is missing, or a verdict is none.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ImportFailedError([BadRow(path.name, 1, missing[0], "this column is missing")])
        rows = list(reader)
    known = {*map(str, Verdict), FITS}
    bad = [
        BadRow(path.name, line, "verdict", f"{row['verdict']!r} is none of {sorted(known)}")
        for line, row in enumerate(rows, start=2)
        if not set(row["verdict"].split("/")) <= known
    ]
    if bad:
        raise ImportFailedError(bad)
    return [
        Case(
            language,
            row["part"],
            tuple(row["products"].split()),
            row["question"],
            tuple(row["verdict"].split("/")),
            tuple(filter(None, _values_of(row))),
        )
        for row in rows
    ]


def _values_of(row: dict[str, str]) -> list[str]:
    return row["value"].split() if row["verdict"] == FITS else row["value"].split("|")


def ask_all(book: EvidenceBook, cases: Sequence[Case]) -> list[Outcome]:
    """Ask every question of its products."""
    outcomes = []
    for case in cases:
        started = time.perf_counter()
        found = book.ask(case.question, case.products)
        if len(found) == 1 and not found[0].is_found:
            found = [book.look_again(case.question, found[0].product_id)]
        outcomes.append(Outcome(case, tuple(found), time.perf_counter() - started))
    return outcomes


def evaluate_evidence(book: EvidenceBook, cases: Sequence[Case], shop: str) -> Evaluation:
    """Return the scores by part and language.

    `right` is over all questions; `told` counts what tells the answer without a verdict, too;
    `false_denials` says no to what is stated, `missed` finds nothing though it is
    stated, `invented` answers what is not stated (shares of all questions); `wrong_product` counts quotes that are
    not the asked product's own.
    """
    book.ask("warm up", [case.products[0] for case in cases[:50]])
    for case in cases:
        book.ask("warm up", case.products)
    outcomes = ask_all(book, cases)
    evaluation = Evaluation(
        data={
            "shop": shop,
            "questions": len(cases),
            "unanswerable": sum(not case.is_answerable for case in cases),
            "products": len({product for case in cases for product in case.products}),
            "embed_model": book.embedder.identity,
        },
        default=DEFAULT,
    )
    evaluation.models[DEFAULT] = _metrics(book, outcomes)
    for part in sorted({case.part for case in cases}):
        for language in sorted({case.language for case in cases}):
            own = [o for o in outcomes if (o.case.part, o.case.language) == (part, language)]
            if own:
                evaluation.models[f"{DEFAULT} ({part}, {language})"] = _metrics(book, own)
    answerable = [o.case.is_answerable for o in outcomes]
    evaluation.models["never answers"] = {"right": _share([not a for a in answerable])}
    return evaluation


def _metrics(book: EvidenceBook, outcomes: Sequence[Outcome]) -> Metrics:
    return {
        "questions": float(len(outcomes)),
        "right": _share([o.is_right for o in outcomes]),
        "told": _share([o.is_told for o in outcomes]),
        "false_denials": _share([o.is_false_denial for o in outcomes]),
        "missed": _share([o.is_missed for o in outcomes]),
        "invented": _share([o.is_invented for o in outcomes]),
        "wrong_product": float(sum(not _is_own(book, e) for o in outcomes for e in o.found)),
        "p95_ms": round(1000 * float(np.quantile([o.seconds for o in outcomes], 0.95)), 1),
    }


def _is_own(book: EvidenceBook, evidence: Evidence) -> bool:
    """Say whether every quoted sentence is one of the product's own."""
    facts = book.facts(evidence.product_id)
    own = {statement.text for statement in facts.statements} if facts else set()
    own |= set(facts.title.values()) if facts else set()
    cut = (Place.ATTRIBUTE, Place.VERSION)
    return all(s.quote in own for s in evidence.sources if s.place not in cut and s.key != "rating")


def _share(values: Sequence[bool]) -> float:
    return round(float(np.mean(values)), 4) if len(values) else 0.0
