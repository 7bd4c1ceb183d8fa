"""Reads what Shopify exports: products, orders, customers and inventory as CSV, `products.json` of a shop's site."""

from ecomcore.importers.shopify.files import currencies, matches, read

__all__ = ["currencies", "matches", "read"]
