"""Learns how the arbiter weighs what it looks at, from labelled turns: `make arbiter`.

Every conversation is played with the right skill chosen at each turn (imitation of an expert: Ross & Bagnell 2010), so
that each message is read at the place that its label was given for. What a message may be for are the rows, one of them
right; the weights are those of a logistic regression with as much shrinkage as does best on conversations that were
left out. What people labelled counts more than what the tests' own conversations do, and only it decides about the
shrinkage. The conversations that are marked `held` are not looked at. The classifier learns from the same conversations
as this does, so each is understood by one that was trained without it.

Run: python -m benchmarks.turns_learn [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.model_selection import GroupKFold

from actions.conversation.arbiter import WEIGHTS, Arbiter, Choice, considered
from actions.conversation.features import Candidate
from actions.conversation.meaning import Directions, adopt
from actions.turn.turn import Turn
from actions.understanding.reading import ANSWER
from benchmarks.turns import ANSWERS
from benchmarks.turns_labelled import (
    TRAIN,
    LabelledConversation,
    LabelledTurn,
    chats,
    labelled,
    trial,
)
from benchmarks.turns_play import CACHE, Play, Shop, served, texts_of, understood
from scripts import prepare

SHRINKAGES = (0.001, 0.003, 0.01, 0.03, 0.1)
FOLDS = 5
HEARINGS = 3
"""The classifier is trained so many times, each time without a part of the labelled conversations."""
BY_HAND = 3.0
"""A turn that somebody labelled counts as much as so many turns of the tests' conversations."""
SMALLEST = 0.01
"""A weight nearer to nothing than this is left out."""
Floats = NDArray[np.float64]


@dataclass
class Expert:
    """Ranks what a message may be for by its label, and keeps what there was to choose from."""

    arbiter: Arbiter
    labels: tuple[frozenset[str], ...] = ()
    group: str = ""
    weight: float = 1.0
    rows: list[Candidate] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    message: list[int] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    _messages: int = 0
    _part: int = 0

    def expect(self, turn: LabelledTurn) -> None:
        """Take the label of the message that comes next."""
        self.labels, self._part = turn.skills, 0

    def rank(self, turn: Turn) -> list[Choice]:
        """Return the choices, a right one first where the label names one."""
        label = self._label(turn)
        found = considered(turn)
        right = [candidate.skill in label for candidate in found]
        if any(right) and not all(right):
            self.rows += found
            self.right += right
            self.message += [self._messages] * len(found)
            self.groups += [self.group] * len(found)
            self.weights.append(self.weight)
            self._messages += 1
        scores = [
            self.arbiter.score(candidate.features) + 1e6 * is_right
            for candidate, is_right in zip(found, right, strict=True)
        ]
        order = np.argsort(-np.array(scores), kind="stable")
        return [Choice(found[i], float(right[i])) for i in order]

    def _label(self, turn: Turn) -> frozenset[str]:
        """Return the skills that are right for this request; none where it is not known which part is meant."""
        number, self._part = self._part, self._part + 1
        if len(self.labels) == 1 and not turn.request.is_part:
            label = self.labels[0]
        elif len(self.labels) > 1 and turn.request.is_part and number < len(self.labels):
            label = self.labels[number]
        else:
            return frozenset()
        return label | {ANSWER} if turn.memory.tasks and label & ANSWERS else label


def fit(
    x: csr_matrix, right: Floats, message: NDArray[np.int64], counts: Floats, shrinkage: float
) -> Floats:
    """Return the weights of a conditional logit (McFadden 1974): the softmax over the candidates of each message.

    Args:
        x: one row a candidate, shape `(n, d)`.
        right: whether it is right, shape `(n,)`; several of one message may be.
        message: which message it belongs to, from 0 without gaps, shape `(n,)`.
        counts: how much each message counts, shape `(messages,)`.
        shrinkage: weight of the squared weights beside the mean loss of a message.
    """
    count = len(counts)
    part = counts / counts.sum()

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = x @ weights
        most = np.full(count, -np.inf)
        np.maximum.at(most, message, scores)
        raised = np.exp(scores - most[message])
        total = np.bincount(message, raised, count)
        good = np.bincount(message, raised * right, count)
        missed = raised / total[message] - raised * right / good[message]
        value = -(np.log(good / total) * part).sum() + shrinkage / 2 * weights @ weights
        return float(value), x.T @ (missed * part[message]) + shrinkage * weights

    found = minimize(
        loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}
    )
    weights: Floats = found.x
    return weights


def share_right(x: csr_matrix, right: Floats, message: NDArray[np.int64], weights: Floats) -> float:
    """Return the share of messages whose highest candidate is right."""
    scores = x @ weights
    order = np.lexsort((-scores, message))
    firsts = order[np.unique(message[order], return_index=True)[1]]
    return float(right[firsts].mean())


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, learn, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--trial", type=Path, help="folder with shopper.LANGUAGE.txt, to learn from besides"
    )
    asked = parser.parse_args(arguments)
    tested = chats()
    own = {conversation.name for conversation in tested}
    chosen = labelled() + tested
    for language in ("en", "zh") if asked.trial else ():
        chosen += trial(asked.trial, language)
    chosen = [conversation for conversation in chosen if conversation.part == TRAIN]
    prepared, settings = served()
    unheard = as_if_new(prepared, [c for c in labelled() if c.part == TRAIN])
    parses = understood(prepared.model, texts_of(chosen))
    shop, expert = Shop(prepared.place, settings), Expert(Arbiter())
    embedder = shop.service.build.embedder
    vectors = embedder.embed(sorted(set(texts_of(chosen)))).astype(np.float64)
    directions = Directions.of(vectors, embedder.identity)
    adopt(directions)
    for conversation in track(chosen, "playing"):
        shop.reset()
        expert.weight = 1.0 if conversation.name in own else BY_HAND
        expert.group = f"{conversation.language}-{conversation.name}"
        heard = unheard.get(conversation.name, parses)
        for _ in Play(shop.service, heard, conversation, expert.rank).turns(expert.expect):
            pass
    vectorizer = DictVectorizer()
    x = csr_matrix(vectorizer.fit_transform([row.features for row in expert.rows]))
    right = np.array(expert.right, float)
    message = np.array(expert.message)
    groups = np.array(expert.groups)
    counts = np.array(expert.weights)
    by_hand = counts[message] == BY_HAND
    by_shrinkage = {}
    for shrinkage in track(SHRINKAGES, "choosing"):
        shares = []
        for train, test in GroupKFold(FOLDS).split(x, right, groups):
            weights = fit(x[train], right[train], *_dense(message[train], counts), shrinkage)
            asked_of = test[by_hand[test]]
            shares.append(share_right(x[asked_of], right[asked_of], message[asked_of], weights))
        by_shrinkage[shrinkage] = float(np.mean(shares))
    best = max(by_shrinkage, key=lambda s: by_shrinkage[s])
    weights = fit(x, right, message, counts, best)
    names = vectorizer.get_feature_names_out()
    kept = {
        str(name): round(float(weight), 3)
        for name, weight in zip(names, weights, strict=True)
        if abs(weight) >= SMALLEST
    }
    facts = {
        "by hand": int((counts == BY_HAND).sum()),
        "messages": int(message.max()) + 1,
        "conversations": len(set(expert.groups)),
        "shrinkage": best,
        "right of those by hand, on folds that were left out": {
            str(s): round(v, 4) for s, v in by_shrinkage.items()
        },
        "seen alone": round(_seen_alone(expert), 4),
    }
    skills = Counter(
        row.skill for row, is_right in zip(expert.rows, expert.right, strict=True) if is_right
    )
    lines = ",\n".join(f"  {json.dumps(name)}: {weight}" for name, weight in sorted(kept.items()))
    heads = f'"learned": {json.dumps(facts)},\n"skills": {json.dumps(skills, sort_keys=True)}'
    directions.save()
    WEIGHTS.write_text(f'{{{heads},\n"weights": {{\n{lines}\n}}}}\n', "utf-8")
    print(json.dumps(facts) if asked.json else "\n".join(f"{k}: {v}" for k, v in facts.items()))
    return 0


def as_if_new(
    prepared: prepare.Prepared, conversations: Sequence[LabelledConversation]
) -> dict[str, dict[str, Any]]:
    """Return by the name of a conversation what a bot that was trained without it makes of its messages."""
    found = {}
    for fold in range(HEARINGS):
        left_out = [c for c in conversations if crc32(c.name.encode()) % HEARINGS == fold]
        names = frozenset(c.name for c in left_out)
        place = replace(prepared.place, models=CACHE / "unheard", unheard=names)
        parses = understood(prepare.train(place, print), texts_of(left_out))
        found |= dict.fromkeys(names, parses)
    return found


def _dense(message: NDArray[np.int64], counts: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return the numbers of messages without gaps, and how much each counts."""
    held, dense = np.unique(message, return_inverse=True)
    return dense.astype(np.int64), counts[held]


def _seen_alone(expert: Expert) -> float:
    """Return the share of messages for which the classifier's own intent is right: what the arbiter has to beat."""
    seen: dict[int, bool] = {}
    for row, is_right, number in zip(expert.rows, expert.right, expert.message, strict=True):
        seen[number] = seen.get(number, False) or ("seen" in row.features and is_right)
    return float(np.mean(list(seen.values())))


if __name__ == "__main__":
    sys.exit(main())
