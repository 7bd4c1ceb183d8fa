"""Reads what Magento 2 exports: products with reviews and pictures, orders and customers."""

from ecomcore.importers.magento.files import currencies, matches, read

__all__ = ["currencies", "matches", "read"]
