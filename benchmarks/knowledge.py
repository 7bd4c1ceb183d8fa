"""Fits the packaged model of answers from knowledge on the demo shop, and prints its scores on unseen questions.

    python -m benchmarks.knowledge [--write]

Learns from the entries' own questions, from questions that no shop answers, and from
`benchmarks/data/knowledge_calibration.csv`: questions written for this purpose, in the way people write, by someone who
saw the entries' titles but not their known questions. The test set in `tests/data` has no part in it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from ecomcore.build import open_build
from ecomcore.cli import print_json
from ecomcore.config import get_settings
from ecomcore.knowledge.encoders import remembering
from ecomcore.knowledge.evaluate import read_questions
from ecomcore.knowledge.index import FEATURES, Embeds, KnowledgeIndex
from ecomcore.knowledge.learning import (
    GROUPS,
    PACKAGED,
    Case,
    example,
    foreign_cases,
    learn,
    own_cases,
)
from ecomcore.text.embed import get_embedder

CALIBRATION = Path(__file__).parent / "data" / "knowledge_calibration.csv"


def written_cases(index: KnowledgeIndex, embeds: Embeds) -> Iterator[Case]:
    """Yield the questions of the calibration file, both languages of a pair in one group."""
    rows = {section.entry_id: row for row, section in enumerate(index.sections)}
    for number, asked in enumerate(read_questions(CALIBRATION)):
        features = index.features(index.question(asked.question, embeds))
        answer = rows[asked.entry_id] if asked.entry_id else None
        yield Case("written", example(features, answer, "written"), number // 2 % GROUPS)


def main() -> None:
    """Fit, print, and write the model where that is asked for."""
    index = open_build(get_settings().shop).part("knowledge").index
    embeds = remembering(get_embedder())
    learned = learn(
        [
            *written_cases(index, embeds),
            *own_cases(index.sections, embeds),
            *foreign_cases(index, embeds),
        ]
    )
    weights = dict(zip(FEATURES, learned.choice.weights.round(3).tolist(), strict=True))
    print_json({"weights": weights, "outside": round(learned.choice.outside, 3)} | learned.metrics)
    if "--write" in sys.argv:
        learned.choice.save(PACKAGED)


if __name__ == "__main__":
    main()
