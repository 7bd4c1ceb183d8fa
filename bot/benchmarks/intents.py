"""Measures the bot's understanding on any intent set: `make bench-intents TRAIN=a.jsonl TEST=b.jsonl`."""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from components.calibration import OUT_OF_SCOPE
from numpy.typing import NDArray
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import FeatureUnion, make_pipeline

from benchmarks.clock import Clock, Spent
from benchmarks.pipeline import Pipeline

BOT = "bot"
BASELINE = "tfidf_logistic_regression"
OUTSIDE = frozenset({OUT_OF_SCOPE, DEFAULT_NLU_FALLBACK_INTENT_NAME})
OUTSIDE_NAMES = frozenset({"oos", OUT_OF_SCOPE})
SEED = 13
BASELINE_LOSS = 0.015


class InputError(Exception):
    """A file cannot be measured with; the message says which line and what to do."""


@dataclass(frozen=True)
class Texts:
    """Texts and their intents."""

    texts: list[str] = field(default_factory=list)
    intents: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self.texts)

    def __add__(self, other: Texts) -> Texts:
        """Return both, one after the other."""
        return Texts(self.texts + other.texts, self.intents + other.intents)

    def take(self, rows: Sequence[int]) -> Texts:
        """Return the named rows."""
        return Texts([self.texts[row] for row in rows], [self.intents[row] for row in rows])


@dataclass
class Answers:
    """What a classifier said of some texts: before the fallback, and with it."""

    best: list[str] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)
    final: list[str] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)

    def add(self, best: str, confidence: float, final: str, spent: Spent) -> None:
        """Add the answer to one text."""
        self.best.append(best)
        self.confidence.append(confidence)
        self.final.append(final)
        self.spent.append(spent)

    def extend(self, other: Answers) -> None:
        """Add the answers to other texts."""
        self.best += other.best
        self.confidence += other.confidence
        self.final += other.final
        self.spent += other.spent


Asked = Callable[[Sequence[str]], Answers]
Trainer = Callable[[Texts], tuple[Asked, Spent]]


def read(path: Path, intent: str | None = None) -> Texts:
    """Read a file of JSON lines with `text` and `intent`, gzipped or not.

    Args:
        path: the file.
        intent: taken for every line instead of its own.

    Raises:
        InputError: the file is missing, or a line lacks a field.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    opener = gzip.open if path.suffix == ".gz" else open
    found = Texts()
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                found.texts.append(str(row["text"]))
                own = intent or str(row["intent"])
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"{path}:{number}: a JSON object with 'text' and 'intent' is needed ({error!r})"
                ) from error
            found.intents.append(OUT_OF_SCOPE if own in OUTSIDE_NAMES else own)
    if not len(found):
        raise InputError(f"{path}: the file has no lines")
    return found


def train_bot(train: Texts) -> tuple[Asked, Spent]:
    """Train the bot's own pipeline."""
    pipeline = Pipeline()
    clock = Clock()
    pipeline.train(train.texts, train.intents)
    trained = clock.spent()
    pipeline.parse_one("hello, 你好")  # the first message loads what is loaded once

    def ask(texts: Sequence[str]) -> Answers:
        answers = Answers()
        for text in texts:
            clock = Clock()
            parsed = pipeline.parse_one(text)
            spent = clock.spent()
            ranking = [i for i in parsed["intent_ranking"] if i["name"] not in OUTSIDE]
            best, final = ranking[0], parsed["intent"]["name"]
            answers.add(best["name"], best["confidence"], final, spent)
        return answers

    return ask, trained


def train_baseline(train: Texts) -> tuple[Asked, Spent]:
    """Train TF-IDF of words and characters with logistic regression; its threshold from cross-validation."""
    training = Clock()
    model = make_pipeline(
        FeatureUnion(
            [
                ("words", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)),
                (
                    "characters",
                    TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True),
                ),
            ]
        ),
        LogisticRegression(C=20, solver="saga", tol=0.01, max_iter=30, random_state=SEED),
    )
    inside = [row for row, intent in enumerate(train.intents) if intent != OUT_OF_SCOPE]
    known = train.take(inside)
    folds = StratifiedKFold(2, shuffle=True, random_state=SEED)
    held_out = cross_val_predict(
        model, known.texts, known.intents, cv=folds, method="predict_proba"
    )
    names = np.array(sorted(set(known.intents)))
    right = names[held_out.argmax(axis=1)] == np.array(known.intents)
    scores = np.sort(held_out.max(axis=1)[right])
    threshold = scores[int(BASELINE_LOSS * len(known))] if len(scores) else 0.0
    model.fit(known.texts, known.intents)
    trained = training.spent()

    def ask(texts: Sequence[str]) -> Answers:
        answers = Answers()
        for text in texts:
            clock = Clock()
            probabilities = model.predict_proba([text])[0]
            spent = clock.spent()
            best, confidence = str(names[probabilities.argmax()]), float(probabilities.max())
            final = best if confidence >= threshold else OUT_OF_SCOPE
            answers.add(best, confidence, final, spent)
        return answers

    return ask, trained


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over 15 bins of equal width (Guo et al., 2017)."""
    bins = np.minimum((confidence * 15).astype(int), 14)
    gaps = [
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in np.unique(bins)
    ]
    return float(sum(gaps))


def metrics_of(
    answers: Answers, truth: Sequence[str], trained: Spent, outside: Answers | None
) -> dict[str, float]:
    """Return the metrics of one classifier.

    `accuracy`, `macro_f1` and `ece` are of the in-scope texts before the fallback; times are on the wall, and
    with `cpu` in their name the processor's.
    """
    right = np.array([a == b for a, b in zip(answers.best, truth, strict=True)])
    kept = np.array([a == b for a, b in zip(answers.final, truth, strict=True)])
    metrics = {
        "accuracy": float(right.mean()),
        "macro_f1": float(f1_score(list(truth), answers.best, average="macro")),
        "in_scope_accuracy_with_fallback": float(kept.mean()),
        "ece": calibration_error(np.array(answers.confidence), right),
        "train_s": trained.wall_s,
        "train_cpu_s": trained.cpu_s,
        "p50_ms": statistics.median(spent.wall_s for spent in answers.spent) * 1e3,
        "p50_cpu_ms": statistics.median(spent.cpu_s for spent in answers.spent) * 1e3,
    }
    if outside is not None:
        found = [name in OUTSIDE for name in outside.final]
        metrics["oos_recall"] = float(np.mean(found))
    return metrics


def evaluate(trainer: Trainer, train: Texts, test: Texts, oos: Texts | None) -> dict[str, float]:
    """Train on one part, ask on the other."""
    ask, trained = trainer(train)
    inside, outside = by_scope(test, oos)
    answers = ask(inside.texts)
    return metrics_of(answers, inside.intents, trained, ask(outside.texts) if outside else None)


def cross_validate(
    trainer: Trainer, data: Texts, folds: int, oos: Texts | None
) -> dict[str, float]:
    """Train and ask in turns so that every text is asked once by a classifier that has not seen it.

    The training's times are the average of the folds.
    """
    answers, outside, truth, trainings = Answers(), Answers(), [], []
    splitter = StratifiedKFold(folds, shuffle=True, random_state=SEED)
    for train_rows, test_rows in splitter.split(data.texts, data.intents):
        ask, trained = trainer(data.take(train_rows))
        trainings.append(trained)
        inside, beyond = by_scope(data.take(test_rows), oos)
        answers.extend(ask(inside.texts))
        truth += inside.intents
        if beyond:
            outside.extend(ask(beyond.texts))
    average = Spent(
        statistics.mean(trained.wall_s for trained in trainings),
        statistics.mean(trained.cpu_s for trained in trainings),
    )
    return metrics_of(answers, truth, average, outside if outside.final else None)


def by_scope(test: Texts, oos: Texts | None) -> tuple[Texts, Texts | None]:
    """Return the in-scope texts of a test part, and those that are out of scope there or in `oos`."""
    inside = [row for row, intent in enumerate(test.intents) if intent != OUT_OF_SCOPE]
    others = [row for row, intent in enumerate(test.intents) if intent == OUT_OF_SCOPE]
    outside = test.take(others) + (oos or Texts())
    return test.take(inside), outside if len(outside) else None


def few(data: Texts, shots: int, seed: int = SEED) -> Texts:
    """Return `shots` random examples an intent."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row in np.random.default_rng(seed).permutation(len(data)):
        if len(rows[data.intents[row]]) < shots:
            rows[data.intents[row]].append(int(row))
    return data.take(sorted(row for chosen in rows.values() for row in chosen))


def examples_of(folder: Path) -> Texts:
    """Return the examples of Rasa's own training files in a folder."""
    from rasa.shared.nlu.training_data.loading import load_data

    data = load_data(str(folder))
    examples = data.intent_examples
    return Texts([e.get("text") for e in examples], [e.get("intent") for e in examples])


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure as the arguments say; return the shape that every evaluation prints."""
    train = examples_of(arguments.train) if arguments.train.is_dir() else read(arguments.train)
    oos = read(arguments.oos, OUT_OF_SCOPE) if arguments.oos else None
    if arguments.shots:
        train = few(train, arguments.shots)
    data: dict[str, Any] = {
        "train": arguments.train.name,
        "train_texts": len(train),
        "intents": len(set(train.intents) - {OUT_OF_SCOPE}),
        "seed": SEED,
    }
    if arguments.val:
        val = read(arguments.val)
        data["val_texts"] = len(val)
        train += val
    for path in arguments.oos_train or []:
        extra = read(path, OUT_OF_SCOPE)
        data["oos_train_texts"] = data.get("oos_train_texts", 0) + len(extra)
        train += extra
    if oos:
        data |= {"oos": arguments.oos.name, "oos_texts": len(oos)}
    if arguments.shots:
        data["shots"] = arguments.shots
    trainers: dict[str, Trainer] = {BOT: train_bot}
    if not arguments.only_bot:
        trainers[BASELINE] = train_baseline
    models: dict[str, dict[str, float]] = {}
    if arguments.folds:
        data["folds"] = arguments.folds
        for name, trainer in trainers.items():
            models[name] = cross_validate(trainer, train, arguments.folds, oos)
    else:
        test = read(arguments.test)
        data |= {"test": arguments.test.name, "test_texts": len(test)}
        for name, trainer in trainers.items():
            models[name] = evaluate(trainer, train, test, oos)
    return {"data": data, "default": BOT, "models": models}


def print_table(evaluation: dict[str, Any]) -> None:
    """Print the evaluation as a table, the bot's own row marked with `*`."""
    print(", ".join(f"{key}: {value}" for key, value in evaluation["data"].items()))
    models = evaluation["models"]
    names = list(dict.fromkeys(name for metrics in models.values() for name in metrics))
    rows = [["model", *names]]
    for model, metrics in models.items():
        marked = f"{model} *" if model == evaluation["default"] else model
        rows.append([marked, *(f"{metrics[n]:.4g}" if n in metrics else "" for n in names)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench-intents", description=__doc__)
    parser.add_argument(
        "--train", type=Path, required=True, help="JSON lines with text and intent; or a folder"
    )
    parser.add_argument("--test", type=Path, help="JSON lines with text and intent")
    parser.add_argument("--oos", type=Path, help="texts that no intent of the set covers")
    parser.add_argument(
        "--oos-train", type=Path, action="append", help="such texts to learn from; may be repeated"
    )
    parser.add_argument(
        "--val",
        type=Path,
        help="a validation part: nothing is chosen on it, the bot learns from it too",
    )
    parser.add_argument("--folds", type=int, help="cross-validate on --train instead of --test")
    parser.add_argument("--shots", type=int, help="train on this many random examples an intent")
    parser.add_argument("--only-bot", action="store_true", help="leave the baseline out")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    if not given.test and not given.folds:
        parser.error("--test (TEST=…) or --folds (FOLDS=5) is needed")
    try:
        evaluation = run(given)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(evaluation, ensure_ascii=False, indent=1))
    else:
        print_table(evaluation)
    return 0


if __name__ == "__main__":
    sys.exit(main())
