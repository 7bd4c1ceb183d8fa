"""The part of the build that holds the regression of spend on age."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from ecomcore.customers.purchases import purchases_of
from ecomcore.customers.spend import MIN_ORDERS, SpendModel, fit_spend
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder

NAME = "spend"
VERSION = 1
FILE = "spend.json"


def inputs(data: ShopData) -> object:
    """Return age and amount of every purchase."""
    table = purchases_of(data)
    return {column: table[column].tolist() for column in ("customer_id", "age", "amount_cents")}


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Fit the line and write it; a shop with too few purchases gets none."""
    table = purchases_of(data)
    model = fit_purchases(table) if can_fit(table) else None
    (folder / FILE).write_text(json.dumps(model.as_dict() if model else None), "utf-8")
    return {"purchases": len(table)} | ({"r2": round(model.r2, 4)} if model else {})


def load(folder: Path, embedder: TextEmbedder) -> SpendModel | None:
    """Read the line; None where the shop had too few purchases to fit one."""
    value = json.loads((folder / FILE).read_text("utf-8"))
    return None if value is None else SpendModel.from_dict(value)


def can_fit(table: pd.DataFrame) -> bool:
    """Say whether there are enough purchases, of customers of different ages."""
    return len(table) >= MIN_ORDERS and table["age"].nunique() > 1


def fit_purchases(table: pd.DataFrame) -> SpendModel:
    """Fit the line to the rows of `purchases_of`."""
    return fit_spend(
        table["age"].to_numpy(dtype=np.float64),
        table["amount_cents"].to_numpy(dtype=np.float64),
        int(table["customer_id"].nunique()),
    )
