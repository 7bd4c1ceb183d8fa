"""Wishes in several languages with the answers and the understanding they call for, as rules over a catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ecomcore.categories import is_within
from ecomcore.errors import BadRow, ImportFailedError
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.search.catalogue import Catalogue, SearchProduct, SearchVariant
from ecomcore.search.engine import SearchEngine
from ecomcore.search.evaluate import DEPTH, Ranker, rankers
from ecomcore.search.measures import bootstrap_interval, ndcg
from ecomcore.search.money import minor_units
from ecomcore.search.query import Query

LISTED = ("brands", "colours", "sizes", "materials", "audience")
PLAIN = ("in_stock", "on_sale", "rating_min", "price_level", "sort", "quantity")
PRICES = ("price_min", "price_max")


@dataclass(frozen=True)
class Wish:
    """One wish: words by language, conditions to be understood, rules for grades (best first)."""

    words: Mapping[str, str]
    expect: Mapping[str, Any]
    grades: Mapping[float, str]

    def judged(self, catalogue: Catalogue) -> dict[str, float]:
        """Return the grade of each product that has one."""
        unit = 10 ** minor_units(catalogue.currency)
        found = {}
        for product in catalogue.products:
            grade = next((g for g, rule in self.grades.items() if meets(product, rule, unit)), 0.0)
            if grade:
                found[product.id] = float(grade)
        return found

    def understood(self, query: Query, unit: int) -> bool:
        """Say whether a query has exactly the conditions that are expected."""
        return conditions(query, unit) == _complete(self.expect)


def read_wishes(path: Path) -> list[Wish]:
    """Return the wishes of a YAML file (its head says what the fields are).

    Raises:
        ImportFailedError: the file cannot be read or a wish is incomplete.
    """
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))["queries"]
        return [
            Wish(
                words={key: str(wish[key]) for key in ("en", "zh")},
                expect=wish.get("expect") or {},
                grades={
                    float(grade): str(rule)
                    for grade, rule in sorted(wish["grades"].items(), reverse=True)
                },
            )
            for wish in raw
        ]
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise ImportFailedError(
            [BadRow(path.name, 0, "queries", f"cannot be read: {error}")]
        ) from error


def conditions(query: Query, unit: int) -> dict[str, Any]:
    """Return what a query filters and sorts by, in the form of `expect`."""
    found: dict[str, Any] = {name: sorted(getattr(query, name)) for name in LISTED}
    found["attributes"] = sorted(f"{key}={value}" for key, value in query.attributes)
    found["excluded"] = sorted(f"{kind}:{value}" for kind, value in query.excluded)
    for name in PRICES:
        cents = getattr(query, f"{name}_cents")
        found[name] = None if cents is None else cents / unit
    found |= {name: getattr(query, name) for name in PLAIN}
    return found


def _complete(expect: Mapping[str, Any]) -> dict[str, Any]:
    complete: dict[str, Any] = {
        name: sorted(expect.get(name, ())) for name in (*LISTED, "attributes", "excluded")
    }
    complete |= {name: expect.get(name) for name in (*PRICES, *PLAIN)}
    return complete | {name: bool(expect.get(name)) for name in ("in_stock", "on_sale")}


def meets(product: SearchProduct, rule: str, unit: int) -> bool:
    """Say whether a product meets all conditions of a rule; those on variants by one and the same."""
    parts = list(_parts(rule))
    of_variant = [part for part in parts if _is_of_variant(part[0])]
    of_product = [part for part in parts if not _is_of_variant(part[0])]
    if not all(_product_meets(product, *part) for part in of_product):
        return False
    return not of_variant or any(
        all(_variant_meets(variant, *part, unit=unit) for part in of_variant)
        for variant in product.variants
    )


def _parts(rule: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (key, operator, values); a word without an operator belongs to the value before it."""
    texts: list[str] = []
    for word in rule.split():
        if any(sign in word for sign in "=~<>"):
            texts.append(word)
        else:
            texts[-1] += f" {word}"
    for text in texts:
        sign = next(sign for sign in ("<=", ">=", ">", "~", "=") if sign in text)
        key, _, value = text.partition(sign)
        yield key, sign, value.split("|")


def _is_of_variant(key: str) -> bool:
    return key in ("colour", "size", "price", "stock", "sale") or key.startswith("option.")


def _product_meets(product: SearchProduct, key: str, sign: str, wanted: Sequence[str]) -> bool:
    if key == "category":
        return is_within(product.category, wanted)
    own = {"id": product.id, "kind": product.kind, "brand": product.brand}
    value = own.get(key) or product.attributes.get(key, "")
    return any(text in value for text in wanted) if sign == "~" else value in wanted


def _variant_meets(
    variant: SearchVariant, key: str, sign: str, wanted: Sequence[str], *, unit: int
) -> bool:
    if key == "price":
        limit = float(wanted[0]) * unit
        if variant.price_cents is None:
            return False
        return variant.price_cents <= limit if sign == "<=" else variant.price_cents >= limit
    if key == "stock":
        return variant.stock > int(wanted[0])
    if key == "sale":
        return (variant.compare_at_cents or 0) > (variant.price_cents or 0)
    return variant.options.get(key.removeprefix("option.")) in wanted


def evaluate_wishes(engine: SearchEngine, wishes: Sequence[Wish]) -> Evaluation:
    """Measure answers and understanding in each language, beside the baselines."""
    judged = [wish.judged(engine.catalogue) for wish in wishes]
    unit = 10 ** minor_units(engine.vocabulary.currency)
    evaluation = Evaluation(
        data={"wishes": len(wishes), "products": len(engine.products)}, default="search"
    )
    for name, rank in rankers(engine).items():
        evaluation.models[name] = _measure(rank, wishes, judged)
    for language in ("en", "zh"):
        right = [w.understood(engine.understand(w.words[language]), unit) for w in wishes]
        evaluation.models["search"][f"understood_{language}"] = sum(right) / max(1, len(right))
    return evaluation


def _measure(
    rank: Ranker, wishes: Sequence[Wish], judged: Sequence[Mapping[str, float]]
) -> Metrics:
    found: Metrics = {}
    every: list[float] = []
    for language in ("en", "zh"):
        values = [
            ndcg(rank(wish.words[language], DEPTH), grades)
            for wish, grades in zip(wishes, judged, strict=True)
            if grades
        ]
        found[f"ndcg_at_10_{language}"] = sum(values) / max(1, len(values))
        every += values
    found["ndcg_at_10"] = sum(every) / max(1, len(every))
    found["ndcg_at_10_low"], found["ndcg_at_10_high"] = bootstrap_interval(every)
    return found
