"""Measures the rivals on what customers or visits do: a table with answers, or the next category in a log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from ecomcore.customers.preferences.contest import DEFAULT, contest, draw_tree, drivers
from ecomcore.customers.preferences.labelled import find_label, labelled
from ecomcore.customers.preferences.next_category import evaluate_next_category
from ecomcore.customers.sources.logs import read_log
from ecomcore.customers.sources.tables import read_table
from ecomcore.evaluation import Evaluation


def evaluate_preferences_file(
    path: Path, *, label: str | None = None, plot: Path | None = None
) -> Evaluation:
    """Measure a table that says what happened, or else the next category bought in a log of purchases.

    Raises:
        DataError: the file is neither.
    """
    if path.is_file():
        table = read_table(path)
        if label is not None or find_label(table) is not None:
            return evaluate_labelled(table, path.name, label, plot)
    return evaluate_next_category(read_log(path))


def evaluate_labelled(
    table: pd.DataFrame, name: str, label: str | None = None, plot: Path | None = None
) -> Evaluation:
    """Compare the rivals over five folds of the rows.

    Raises:
        DataError: there is no usable column of answers, or there are too few rows.
    """
    data = labelled(table, label)
    scores, _ = contest(data)
    if plot is not None:
        draw_tree(data, plot)
    facts: dict[str, Any] = {
        "name": name,
        "label": data.label,
        "rows": len(data.is_yes),
        "yes": round(float(data.is_yes.mean()), 4),
        "columns": data.table.shape[1],
        "split": "five folds, stratified",
        "above_logistic": scores[DEFAULT]["auc_low"] > scores["logistic"]["auc_high"],
        "drivers": drivers(data),
    }
    return Evaluation(facts, DEFAULT, scores)
