"""Importers: one checked way from a shop's files into its database."""

from ecomcore.importers.importing import FORMATS, ImportOptions, ImportSummary, import_shop

__all__ = ["FORMATS", "ImportOptions", "ImportSummary", "import_shop"]
