"""Reads what WooCommerce exports: products, orders and customers, as tables or from its REST interface."""

from ecomcore.importers.woocommerce.files import currencies, matches, read

__all__ = ["currencies", "matches", "read"]
