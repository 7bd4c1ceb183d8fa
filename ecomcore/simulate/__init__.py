"""A seeded, synthetic past for a shop's catalogue: customers, orders, parcels, looks.

The assumptions are one dataclass, `Assumptions`; `docs/demo-shop.md` explains them. Nothing here is
real data.
"""

from ecomcore.simulate.assumptions import Assumptions, TasteGroup
from ecomcore.simulate.folder import SimulationSummary, simulate_folder

__all__ = ["Assumptions", "SimulationSummary", "TasteGroup", "simulate_folder"]
