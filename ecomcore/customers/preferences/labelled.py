"""Makes features and a yes or no of any table with a column that says what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.sources.columns import key_of
from ecomcore.errors import DataError

LABELS = (
    "churn", "churned", "revenue", "purchased", "bought", "response", "responded", "redeemed", "exited", "converted",
    "conversion", "attrition", "attrition_flag", "is_churn", "target", "label", "outcome", "y",
)  # fmt: skip
YES = ("yes", "true", "1", "1.0", "y", "t", "churned", "attrited customer", "是")
NO = ("no", "false", "0", "0.0", "n", "f", "stayed", "existing customer", "否")
MOST_VALUES = 30
ID_SHARE = 0.9
MIN_ROWS = 50


@dataclass(frozen=True)
class Labelled:
    """`table` holds numbers and categories (pandas dtype `category`), `is_yes` what happened, shape (n,)."""

    table: pd.DataFrame
    is_yes: NDArray[np.bool_]
    label: str

    @property
    def categories(self) -> list[str]:
        """The columns that hold categories."""
        return list(self.table.select_dtypes("category").columns)


def find_label(table: pd.DataFrame) -> str | None:
    """Return the column that says what happened, by its name, or None."""
    by_key = {key_of(str(column)): str(column) for column in table.columns}
    return next(
        (
            by_key[name]
            for name in LABELS
            if name in by_key and _answers(table[by_key[name]]) is not None
        ),
        None,
    )


def labelled(table: pd.DataFrame, label: str | None = None) -> Labelled:
    """Return features and answers; ids are left out, numbers written as text are read, few-valued texts are categories.

    Raises:
        DataError: there is no such column (the message lists those that there are), it does not hold yes and no, or
            there are fewer than fifty rows.
    """
    columns = ", ".join(str(column) for column in table.columns)
    name = label or find_label(table)
    if name is None:
        raise DataError(
            f"no column is known to say what happened (as churn or revenue would); the columns are: {columns}"
        )
    if name not in table.columns:
        raise DataError(f"there is no column {name!r}; the columns are: {columns}")
    answers = _answers(table[name])
    if answers is None:
        raise DataError(f"column {name!r} does not hold yes and no, but {_shown(table[name])}")
    known = answers.notna().to_numpy()
    rows = table.loc[known].drop(columns=name)
    if len(rows) < MIN_ROWS:
        raise DataError(
            f"{len(rows)} rows are too few to learn from; at least {MIN_ROWS} are needed"
        )
    features = {
        str(column): found
        for column in rows.columns
        if (found := _feature(rows[column])) is not None
    }
    if not features:
        raise DataError(f"beside {name!r} no column tells anything; the columns are: {columns}")
    return Labelled(
        pd.DataFrame(features).reset_index(drop=True), answers[known].to_numpy(dtype=bool), name
    )


def _answers(column: pd.Series[Any]) -> pd.Series[Any] | None:
    texts = column.astype(object).map(lambda value: str(value).strip().lower(), na_action="ignore")
    found = set(texts.dropna().unique())
    if not found or not found <= {*YES, *NO} or found <= set(YES) or found <= set(NO):
        return None
    return texts.map(lambda text: text in YES, na_action="ignore")


def _feature(column: pd.Series[Any]) -> pd.Series[Any] | None:
    """Return the column as numbers or as categories; None if it tells nothing or names the row."""
    if pd.api.types.is_bool_dtype(column):
        return column.astype(np.float64)
    if pd.api.types.is_numeric_dtype(column):
        number = column.astype(np.float64)
        is_id = (
            pd.api.types.is_integer_dtype(column)
            and column.nunique() >= ID_SHARE * len(column) > 100
        )
        return None if is_id or number.nunique() < 2 else number
    number = pd.to_numeric(column, errors="coerce")
    if number.notna().mean() >= 0.95:
        return number.astype(np.float64)
    texts = column.astype(object).where(column.notna(), "unknown").map(str)
    count = texts.nunique()
    if count < 2 or count > max(MOST_VALUES, 0.05 * len(texts)):
        return None
    kept = texts.value_counts().index[:MOST_VALUES]
    return texts.where(texts.isin(kept), "other").astype("category")


def _shown(column: pd.Series[Any]) -> str:
    return ", ".join(repr(value) for value in column.dropna().unique()[:4])
