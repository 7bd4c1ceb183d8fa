"""Purchases from wherever the caller named: a file, a folder, or a shop."""

from __future__ import annotations

from pathlib import Path

from ecomcore.config import get_settings
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.sources.columns import CATEGORY, FINE_CATEGORY
from ecomcore.customers.sources.logs import read_log
from ecomcore.customers.sources.shop import shop_log
from ecomcore.shop.data import ShopData
from ecomcore.shop.database import open_session


def any_log(
    path: Path | None, shop: str | None, *, for_profiles: bool = True, fine_categories: bool = False
) -> PurchaseLog:
    """Return the purchases in a file or folder, or, without one, those of the shop (default: the one that is set).

    Raises:
        DataError: the file cannot be used, or the shop has no purchases (of people who agreed, if `for_profiles`).
        ShopNotFoundError: there is no such shop.
    """
    if path is not None:
        return read_log(path, FINE_CATEGORY if fine_categories else CATEGORY)
    with open_session(shop or get_settings().shop) as session:
        return shop_log(ShopData(session), for_profiles=for_profiles)
