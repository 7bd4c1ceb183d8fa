"""Tables of shop systems that are described by files: a TOML file a table, named after its system."""

from ecomcore.importers.systems.files import about, currencies, matches, read

__all__ = ["about", "currencies", "matches", "read"]
