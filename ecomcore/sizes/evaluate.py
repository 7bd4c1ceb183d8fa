"""Measures size advice on bodies whose right size was read off the charts by hand."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ecomcore.evaluation import Evaluation
from ecomcore.sizes.advice import advise_size
from ecomcore.sizes.body import read_body
from ecomcore.sizes.charts import Charts


@dataclass(frozen=True)
class BodyCase:
    """What somebody says, what it is for, and the right size (`39/38`: between them, 39 by the rule)."""

    language: str
    body: str
    category: str
    gender: str
    size: str


def read_bodies(path: Path, language: str) -> list[BodyCase]:
    """Return the cases of a CSV file with the columns body, category, gender, size."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            BodyCase(language, row["body"], row["category"], row["gender"], row["size"])
            for row in csv.DictReader(file)
        ]


def answer(charts: Charts, case: BodyCase) -> str:
    """Return the size advised, as the cases write it."""
    advice = advise_size(charts, read_body(case.body), category=case.category, gender=case.gender)
    return "/".join(size for size in (advice.size, advice.other) if size)


def evaluate_sizes(charts: Charts, cases: Sequence[BodyCase], shop: str) -> Evaluation:
    """Return the share of right sizes by language, beside always the middle size of the chart."""
    evaluation = Evaluation(
        data={"shop": shop, "bodies": len(cases), "rows": len(charts.rows)}, default="charts"
    )
    for language in ("", *sorted({case.language for case in cases})):
        own = [case for case in cases if language in ("", case.language)]
        right = [answer(charts, case) == case.size for case in own]
        middle = [_middle(charts, case) == case.size for case in own]
        suffix = f" ({language})" if language else ""
        evaluation.models[f"charts{suffix}"] = {"right": sum(right) / len(right)}
        evaluation.models[f"middle size{suffix}"] = {"right": sum(middle) / len(middle)}
    return evaluation


def _middle(charts: Charts, case: BodyCase) -> str:
    sizes = list(dict.fromkeys(row.size for row in charts.of(case.category, case.gender)))
    return sizes[len(sizes) // 2] if sizes else ""
