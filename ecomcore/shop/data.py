"""The shop's tables as pandas frames, read once and kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.shop import models


class ShopData:
    """Lazy frames over one session; a frame is read when it is first asked for.

    Columns are the attributes of the tables in `ecomcore.shop.models`; JSON columns hold dicts and lists.
    """

    def __init__(
        self, session: Session, image_file: Callable[[str | None], Path | None] = lambda image: None
    ) -> None:
        """Keep the session; nothing is read yet.

        `image_file` finds the file of a picture that a product or variant names, None where there is none.
        """
        self.session = session
        self.image_file = image_file

    def _frame(self, table: type[models.Base], *order: Any) -> pd.DataFrame:
        columns = [column for column in table.__table__.columns]
        rows = self.session.execute(select(*columns).order_by(*order)).all()
        return pd.DataFrame.from_records(
            [tuple(row) for row in rows], columns=[column.key for column in columns]
        )

    @cached_property
    def info(self) -> dict[str, Any]:
        """Facts about the shop by key (`name`, `currency`, `languages`, `rules`, …)."""
        return {row.key: row.value for row in self.session.scalars(select(models.ShopInfo))}

    @cached_property
    def categories(self) -> pd.DataFrame:
        """One row a category."""
        return self._frame(models.Category, models.Category.path)

    @cached_property
    def terms(self) -> pd.DataFrame:
        """One row a word pair of the shop's vocabulary."""
        return self._frame(models.Term, models.Term.id)

    @cached_property
    def products(self) -> pd.DataFrame:
        """One row a product that is on sale."""
        frame = self._frame(models.Product, models.Product.id)
        return frame[frame["active"].astype(bool)].reset_index(drop=True)

    @cached_property
    def variants(self) -> pd.DataFrame:
        """One row a variant."""
        return self._frame(models.Variant, models.Variant.product_id, models.Variant.position)

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row a customer."""
        return self._frame(models.Customer, models.Customer.id)

    @cached_property
    def orders(self) -> pd.DataFrame:
        """One row an order, oldest first."""
        return self._frame(models.Order, models.Order.placed_at, models.Order.id)

    @cached_property
    def order_lines(self) -> pd.DataFrame:
        """One row a line of an order."""
        return self._frame(models.OrderLine, models.OrderLine.id)

    @cached_property
    def reviews(self) -> pd.DataFrame:
        """One row an approved review."""
        frame = self._frame(models.Review, models.Review.id)
        return frame[frame["status"] == "approved"].reset_index(drop=True)

    @cached_property
    def browse_events(self) -> pd.DataFrame:
        """One row an event, oldest first."""
        return self._frame(models.BrowseEvent, models.BrowseEvent.at, models.BrowseEvent.id)

    @cached_property
    def promotions(self) -> pd.DataFrame:
        """One row a promotion, the earliest first."""
        return self._frame(models.Promotion, models.Promotion.starts_on, models.Promotion.id)

    @cached_property
    def knowledge(self) -> pd.DataFrame:
        """One row a policy section or frequent question."""
        return self._frame(models.KnowledgeEntry, models.KnowledgeEntry.id)
