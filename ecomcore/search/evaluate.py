"""How well search does on a catalogue with judgments, beside its parts and chance."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.search.engine import SearchEngine
from ecomcore.search.judged import read_judgments, read_products
from ecomcore.search.measures import (
    Grades,
    bootstrap_interval,
    ndcg,
    ndcg_judged,
    recall,
    reciprocal_rank,
    unjudged_share,
)
from ecomcore.search.model import embedder_for
from ecomcore.search.rerank import Reranker
from ecomcore.text.tokens import tokenize

DEPTH = 200
"""A ranking is judged down to here; a product below it counts as not found."""

PAGE = 10
"""Latency is that of one page, as a shopper asks for it."""

Ranker = Callable[[str, int], Sequence[str]]
"""Gives the ids of so many products for a text, best first."""


def evaluate_search(
    products: Path,
    qrels: Path,
    *,
    language: str = "en",
    embed_model: str | None = None,
    rerank_model: str | None = None,
) -> Evaluation:
    """Index the products of a file and measure search on the judgments of another.

    `embed_model` overrides the model that a build would take for this catalogue; with `rerank_model`, search with that
    cross-encoder is measured too.
    """
    catalogue = read_products(products, language)
    embedder = embedder_for(catalogue.languages, embed_model)
    started = time.perf_counter()
    engine = SearchEngine.build(catalogue, embedder)
    build_s = time.perf_counter() - started
    judgments = read_judgments(qrels, set(engine.row_of))
    found = rankers(engine)
    if rerank_model:
        found["reranked"] = _reranked(engine, Reranker(rerank_model), found["search"])
    evaluation = evaluate_rankers(found, judgments, default="search")
    evaluation.data |= {
        "products": len(engine.products),
        "embed_model": embedder.identity,
        "build_s": round(build_s, 1),
        "depth": DEPTH,
    }
    return evaluation


def rankers(engine: SearchEngine, seed: int = 7) -> dict[str, Ranker]:
    """Return the engine with its baselines: words alone, meaning alone, chance."""
    ids = np.array([product.id for product in engine.products])
    rng = np.random.default_rng(seed)
    everything = np.ones(len(ids), dtype=np.bool_)
    retriever = engine.retriever

    def search(text: str, depth: int) -> Sequence[str]:
        return [hit.product_id for hit in engine.search(text, k=depth).items]

    def words(text: str, depth: int) -> Sequence[str]:
        scores = retriever.lexical.scores(dict.fromkeys(tokenize(text), 1.0))
        order = np.argsort(-scores, kind="stable")[:depth]
        return [str(ids[row]) for row in order if scores[row] > 0]

    def meaning(text: str, depth: int) -> Sequence[str]:
        similar = retriever.similar(retriever.embedder.embed([text]), everything, depth)
        order = np.argsort(-similar, kind="stable")[:depth]
        return [str(ids[row]) for row in order if np.isfinite(similar[row])]

    def chance(text: str, depth: int) -> Sequence[str]:
        return [str(key) for key in rng.choice(ids, min(depth, len(ids)), replace=False)]

    return {"search": search, "bm25": words, "dense": meaning, "random": chance}


def _reranked(engine: SearchEngine, reranker: Reranker, search: Ranker) -> Ranker:
    """Return search with a cross-encoder's second look."""

    def rank(text: str, depth: int) -> Sequence[str]:
        engine.reranker = reranker
        try:
            return search(text, depth)
        finally:
            engine.reranker = None

    return rank


def evaluate_rankers(
    rankers: Mapping[str, Ranker], judgments: Mapping[str, Grades], default: str
) -> Evaluation:
    """Measure each ranker on all queries; quality counts those with a positive judgment."""
    positive = [query for query, grades in judgments.items() if max(grades.values()) > 0]
    evaluation = Evaluation(
        data={"queries": len(judgments), "queries_with_a_positive": len(positive)},
        default=default,
    )
    for name, rank in rankers.items():
        for query in list(judgments)[:2]:
            rank(query, PAGE)  # the first queries load models
        evaluation.models[name] = _measure(rank, judgments, positive)
    return evaluation


def _measure(rank: Ranker, judgments: Mapping[str, Grades], positive: Sequence[str]) -> Metrics:
    rankings: dict[str, Sequence[str]] = {}
    milliseconds: list[float] = []
    for query in judgments:
        started = time.perf_counter()
        rank(query, PAGE)
        milliseconds.append(1000 * (time.perf_counter() - started))
        rankings[query] = rank(query, DEPTH)
    full = [ndcg(rankings[query], judgments[query]) for query in positive]
    judged = [ndcg_judged(rankings[query], judgments[query]) for query in positive]
    low, high = bootstrap_interval(full)
    low_judged, high_judged = bootstrap_interval(judged)
    return {
        "ndcg_at_10": _mean(full),
        "ndcg_at_10_low": low,
        "ndcg_at_10_high": high,
        "ndcg_at_10_judged": _mean(judged),
        "ndcg_at_10_judged_low": low_judged,
        "ndcg_at_10_judged_high": high_judged,
        "recall_at_100": _mean([recall(rankings[q], judgments[q]) for q in positive]),
        "mrr": _mean([reciprocal_rank(rankings[q], judgments[q]) for q in positive]),
        "zero_result_rate": _mean([float(not ranking) for ranking in rankings.values()]),
        "unjudged_at_10": _mean([unjudged_share(rankings[q], judgments[q]) for q in judgments]),
        "p50_ms": float(np.percentile(milliseconds, 50)),
        "p95_ms": float(np.percentile(milliseconds, 95)),
    }


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else 0.0
