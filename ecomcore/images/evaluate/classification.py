"""Measures how well the kind of thing in a photo is told, all models in one table."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import NotFoundError
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.images.classifiers import (
    Discriminant,
    FineTuned,
    FrozenBaseline,
    Logistic,
    PhotoClassifier,
    Probabilities,
    SmallNetwork,
    SupportVectors,
    Views,
    views_of,
)
from ecomcore.images.evaluate.catalogue import catalogue_scores
from ecomcore.images.evaluate.groups import only, without_copies
from ecomcore.images.photo_set import PhotoSet, catalogue_set, held_out_set, readable, training_set

DEFAULT, TOGETHER = "discriminant", "discriminant+fine_tuned"
RANDOM_VIEWS = 3
CHUNK = 64

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Classified:
    """The scores, with what the default model said of each test photo."""

    evaluation: Evaluation
    true: NDArray[np.str_]
    predicted: NDArray[np.str_]


def evaluate_classification(
    train: Path,
    test: Path,
    *,
    fine_tune: bool = False,
    apart: bool = False,
    views: int = RANDOM_VIEWS,
    only_models: Collection[str] = (),
    progress: Progress = lambda what, done, total: None,
) -> Classified:
    """Learn from the photos in one folder and measure on those in another.

    A folder has `train.txt` or `test.txt` (lines of path, class and perhaps a coarse class) with the pictures as files
    or in archives, or one folder a class. Where the training folder has `classes.csv`, its catalogue pictures are
    learned from too, and looking up the test photos among them is measured.

    Args:
        train: the folder to learn from.
        test: the folder to measure on.
        fine_tune: whether to train the last blocks of the network too, which takes most of the time.
        views: random views of each photo to learn from, besides the whole and its middle.
        only_models: names of the models to measure beside the default and the baseline; empty for all.
        apart: whether to leave photos to learn from out that are copies of one to be measured on.
        progress: called as the work goes on.

    Raises:
        NotFoundError: a folder has no labelled photos, the two have no class in common, or a model is not known.
    """
    given, asked = training_set(train), held_out_set(test)
    catalogue = catalogue_set(train)
    rows, broken = readable(asked)
    usable, _ = readable(given)
    if apart:
        usable = without_copies(given, usable, asked, rows)
    learned = only(given, usable)
    known = np.unique(learned.labels)
    if not np.isin(asked.labels, known).any():
        raise NotFoundError(
            f"{test} has none of the classes of {train}: {', '.join(known[:5])} …; name folders of the same set"
        )
    models = _models(fine_tune, only_models)
    with tempfile.TemporaryDirectory(prefix="views-") as scratch:
        seen, labels = _training_views(learned, catalogue, views, Path(scratch), progress)
        classes, numbers = np.unique(labels, return_inverse=True)
        spent: dict[str, float] = {}
        for place, model in enumerate(models):
            progress("training", place, len(models))
            started = time.perf_counter()
            model.fit(seen, numbers.astype(np.int64))
            spent[model.name] = time.perf_counter() - started
        progress("training", len(models), len(models))
        del seen
    said, speed = _asked(asked, rows, models, progress)
    sizes: dict[str, float] = {model.name: model.parameters for model in models}
    if fine_tune:
        members = [DEFAULT, FineTuned.name]
        said[TOGETHER] = np.asarray(np.mean([said[name] for name in members], axis=0))
        for figures in (spent, speed, sizes):
            figures[TOGETHER] = sum(figures[name] for name in members)
    coarse = learned.coarse | asked.coarse
    true = asked.labels[rows]
    found: dict[str, Metrics] = {}
    for name, sure in said.items():
        found[name] = _scores(sure, classes, true, coarse, len(broken) + len(asked.unreadable))
        found[name]["train_s"] = round(spent[name], 1)
        found[name]["predict_ms"] = round(speed[name] * 1000, 2)
        found[name]["size_mb"] = round(sizes[name] * 4 / 2**20, 2)
    data: dict[str, object] = {
        "training_photos": len(learned),
        "test_photos": len(rows),
        "classes": len(classes),
        "coarse_classes": len(set(coarse.values())),
        "catalogue_pictures": len(catalogue) if catalogue else 0,
        "unreadable": len(broken) + len(asked.unreadable),
        "features_ms": round(speed["features"] * 1000, 2),
    }
    if catalogue:
        images = [asked.image(row) for row in rows]
        found |= catalogue_scores(images, true, catalogue)
    return Classified(Evaluation(data, DEFAULT, found), true, classes[said[DEFAULT].argmax(axis=1)])


def _models(fine_tune: bool, names: Collection[str]) -> list[PhotoClassifier]:
    models: list[PhotoClassifier] = [
        FrozenBaseline(),
        Logistic(),
        SupportVectors(),
        Discriminant(),
        SmallNetwork(),
    ]
    unknown = set(names) - {model.name for model in models}
    if unknown:
        known = ", ".join(model.name for model in models)
        raise NotFoundError(f"there is no model {', '.join(sorted(unknown))}; there are {known}")
    kept = {FrozenBaseline.name, DEFAULT, *names}
    chosen = [model for model in models if not names or model.name in kept]
    return [*chosen, FineTuned()] if fine_tune else chosen


def _training_views(
    learned: PhotoSet,
    catalogue: PhotoSet | None,
    random_views: int,
    folder: Path,
    progress: Progress,
) -> tuple[Views, NDArray[np.str_]]:
    """Return views and labels of the training photos, then of the catalogue pictures of their classes."""
    known = set(learned.labels)
    pictures = (
        [row for row, label in enumerate(catalogue.labels) if label in known] if catalogue else []
    )
    usable = range(len(learned))

    def image(place: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
        if place < len(usable):
            return learned.image(usable[place])
        assert catalogue is not None  # noqa: S101
        return catalogue.image(pictures[place - len(usable)])

    total, done = len(usable) + len(pictures), [0]

    def step(count: int) -> None:
        done[0] += count
        progress("reading training photos", done[0], total)

    views = views_of(image, range(total), random_views, folder=folder, progress=step)
    labels = learned.labels
    if catalogue and pictures:
        labels = np.concatenate([labels, catalogue.labels[pictures]])
    return views, labels


def _asked(
    photos: PhotoSet, rows: Sequence[int], models: Sequence[PhotoClassifier], progress: Progress
) -> tuple[dict[str, Probabilities], dict[str, float]]:
    """Return what each model says of the test photos, and the seconds a photo of each and of the features."""
    said: dict[str, list[Probabilities]] = {model.name: [] for model in models}
    spent = dict.fromkeys([*said, "features"], 0.0)
    for start in range(0, len(rows), CHUNK):
        started = time.perf_counter()
        views = views_of(photos.image, rows[start : start + CHUNK])
        spent["features"] += time.perf_counter() - started
        for model in models:
            started = time.perf_counter()
            said[model.name].append(model.predict(views))
            spent[model.name] += time.perf_counter() - started
        progress("reading test photos", min(start + CHUNK, len(rows)), len(rows))
    each = {name: np.concatenate(parts) for name, parts in said.items()}
    return each, {name: seconds / max(1, len(rows)) for name, seconds in spent.items()}


def _scores(
    sure: Probabilities,
    classes: NDArray[np.str_],
    true: NDArray[np.str_],
    coarse: dict[str, str],
    unreadable: int,
) -> Metrics:
    """Return accuracy, macro-F1 and top-5; a photo that could not be read counts as wrong.

    The coarse class is that with the largest sum of its classes' probabilities.
    """
    from sklearn.metrics import f1_score

    share = len(true) / (len(true) + unreadable)
    predicted = classes[sure.argmax(axis=1)]
    best = classes[np.argsort(-sure, axis=1, kind="stable")[:, :5]]
    found = {
        "accuracy": float((predicted == true).mean()) * share,
        "macro_f1": float(f1_score(true, predicted, average="macro", zero_division=0)),
        "top5": float((best == true[:, None]).any(axis=1).mean()) * share,
    }
    if coarse:
        wider = np.array([coarse.get(label, label) for label in classes])
        kinds, places = np.unique(wider, return_inverse=True)
        summed = sure @ np.eye(len(kinds))[places]
        wanted = np.array([coarse.get(label, label) for label in true])
        hits = kinds[summed.argmax(axis=1)] == wanted
        found["coarse_accuracy"] = float(hits.mean()) * share
    return {name: round(value, 4) for name, value in found.items()}
