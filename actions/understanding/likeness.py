"""What a message is like: the label of the examples that it lies nearest to in meaning.

`actions/examples/<language>/<group>.yml` lists example sentences by label; `none` holds those that are none of the
others, however much they look alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from actions.languages import entries
from actions.turn.turn import Turn
from ecomcore.text.embed import TextEmbedder, Vectors

KIND = "examples"
NONE = "none"
NEAREST = 2
"""A label is as near as so many of its nearest examples are on average."""
CLEARLY = 0.6
CLEAR_LEAD = 0.05
"""Least similarity, and least lead over what is none of the labels, of a message that is clearly of one."""
_NUMBER = re.compile(r"#?[A-Za-z-]*\d{4,}")


@dataclass(frozen=True)
class Likeness:
    """A label, and how near the message lies to it: the mean cosine to its nearest examples."""

    label: str
    similarity: float
    lead: float = 0.0
    """How much nearer than to the examples that are none of the labels."""

    @property
    def is_clear(self) -> bool:
        """Whether the words tell it by themselves, whatever the conversation is about."""
        return self.similarity >= CLEARLY and self.lead >= CLEAR_LEAD


@lru_cache(maxsize=32)
def examples(group: str, language: str) -> dict[str, tuple[str, ...]]:
    """Return the example sentences of a group in a language, by label."""
    return {label: tuple(said) for _, label, said in entries(KIND, language, group)}


def likeness(turn: Turn, group: str, text: str) -> Likeness | None:
    """Return the label of `group` that the text is likest; None where that is `none`, or the language has no examples.

    Long numbers, as of orders, are left out of the text.
    """
    ranked = turn.once((KIND, group, text), lambda: _ranked(turn, group, text))
    if not ranked or ranked[0].label == NONE:
        return None
    none = next((one.similarity for one in ranked if one.label == NONE), 0.0)
    return replace(ranked[0], lead=ranked[0].similarity - none)


def _ranked(turn: Turn, group: str, text: str) -> list[Likeness]:
    embedder = turn.service.build.embedder
    known = examples(group, turn.language)
    bare = " ".join(_NUMBER.sub(" ", text).split())
    if not known or not bare:
        return []
    scores = _vectors(embedder, group, turn.language) @ embedder.embed([bare])[0]
    ends = np.cumsum([len(said) for said in known.values()])
    by_label = zip(known, np.split(scores, ends[:-1]), strict=True)
    found = [Likeness(label, float(np.sort(near)[-NEAREST:].mean())) for label, near in by_label]
    return sorted(found, key=lambda one: -one.similarity)


@lru_cache(maxsize=32)
def _vectors(embedder: TextEmbedder, group: str, language: str) -> Vectors:
    return embedder.embed([text for said in examples(group, language).values() for text in said])
