"""Where the interactions and facts of an evaluation come from: files, or a shop's database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from ecomcore.config import get_settings
from ecomcore.errors import EcomError
from ecomcore.recommend.cleaning import Interactions, clean
from ecomcore.recommend.groups import Facts, facts_of
from ecomcore.recommend.reading import ALIASES, read_interactions, read_table
from ecomcore.vectors.index import Vectors

TEXT_COLUMNS = ("title", "name", "description", "category", "kind", "brand", "genre", "class")
MOST_TEXTS = 60_000
"""Different texts of items that are embedded; more would take longer than all the rest of an evaluation."""


def from_files(
    interactions: Path, items: Path | None = None, customers: Path | None = None
) -> tuple[Interactions, Facts]:
    """Return the clean interactions of a file, with facts from the files beside it.

    Events after now are dropped as being in the future.

    Raises:
        EcomError: a file cannot be read, or nothing is left to learn from.
    """
    until = pd.Timestamp(get_settings().clock()).tz_convert("UTC")
    data = clean(read_interactions(interactions), until=until)
    item_table = None if items is None else _keyed(items, "item")
    customer_table = None if customers is None else _keyed(customers, "customer")
    vectors = None if item_table is None else _vectors(item_table, list(data.items))
    if item_table is not None and vectors is None:
        note = f"content takes no part: {items} has no texts, or more than {MOST_TEXTS:,}"
        report = replace(data.report, notes=(*data.report.notes, note))
        data = replace(data, report=report)
    return data, facts_of(item_table, customer_table, data.items, data.customers, vectors)


def from_shop(shop: str) -> tuple[Interactions, Facts]:
    """Return the clean interactions of a shop, with its products and customers as facts.

    Raises:
        ShopNotFoundError: the shop has not been imported.
        EcomError: nothing has been bought yet.
    """
    from ecomcore.recommend.collect import interactions_of, sales_of
    from ecomcore.recommend.goods import read_goods
    from ecomcore.recommend.part import product_texts
    from ecomcore.recommend.vectors import content_vectors, text_vectors
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session
    from ecomcore.text.embed import get_embedder

    with open_session(shop) as session:
        data = ShopData(session)
        goods = read_goods(data, sales_of(data))
        found = clean(interactions_of(data), items=[good.id for good in goods])
        texts = text_vectors(product_texts(data), get_embedder(get_settings().embed_model))
        customers = data.customers.rename(columns={"id": "customer"})
        items = pd.DataFrame(
            {"item": [good.id for good in goods], "brand": [good.brand or None for good in goods]}
        )
        vectors = content_vectors(texts, goods)
        return found, facts_of(items, customers, found.items, found.customers, vectors)


def _keyed(file: Path, key: str) -> pd.DataFrame:
    """Return a table with a column `key`, whatever usual name the file has for it.

    Raises:
        EcomError: the file has no such column.
    """
    table = read_table(file)
    name = next((name for name in ALIASES[key] if name in table.columns), None)
    if name is None:
        raise EcomError(f"{file} has no column {key!r} (found: {', '.join(table.columns)})")
    return table.rename(columns={name: key})


def _vectors(items: pd.DataFrame, ids: list[str]) -> Vectors | None:
    """Return text vectors of the items in the order of `ids`, zeros for unknown ones; None without texts.

    A text that many items share is embedded once.
    """
    from ecomcore.recommend.vectors import text_vectors
    from ecomcore.text.embed import get_embedder

    columns = [name for name in TEXT_COLUMNS if name in items.columns]
    table = items.assign(item=items["item"].astype(str)).drop_duplicates("item").set_index("item")
    rows = table[columns].reindex(ids)
    texts = [
        ". ".join(str(value) for value in row if pd.notna(value) and str(value).strip())
        for row in rows.itertuples(index=False, name=None)
    ]
    places, different = pd.factorize(np.array(texts, dtype=object))
    if not any(texts) or len(different) > MOST_TEXTS:
        return None
    found = text_vectors(
        [[text or " "] for text in different], get_embedder(get_settings().embed_model)
    )
    vectors = found[places]
    vectors[[place for place, text in enumerate(texts) if not text]] = 0.0
    return vectors
