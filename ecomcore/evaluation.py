"""The one shape that every evaluation prints."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

Metrics = dict[str, float]


@dataclass
class Evaluation:
    """Scores of several models on the same data.

    `data` says what was measured on: names, sizes, split. `default` names the model that the product uses.
    Metric names are in snake case (`ndcg_at_10`, `rmse`, `p95_ms`).
    """

    data: dict[str, Any]
    default: str
    models: dict[str, Metrics] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the shape that `--json` prints."""
        return {"data": self.data, "default": self.default, "models": self.models}

    def to_json(self) -> str:
        """Return the JSON text."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1)

    def print_table(self) -> None:
        """Print a table, the default model marked with `*`; the longer of the two lists goes down."""
        from rich.console import Console
        from rich.table import Table

        console = Console()
        console.print(", ".join(f"{key}: {value}" for key, value in self.data.items()))
        metrics = list(dict.fromkeys(name for found in self.models.values() for name in found))
        models = {f"{m} *" if m == self.default else m: found for m, found in self.models.items()}
        shown = [
            [f"{found[name]:.4g}" if name in found else "" for name in metrics]
            for found in models.values()
        ]
        if len(metrics) > len(models):
            table = Table("metric", *models)
            for name, row in zip(metrics, zip(*shown, strict=True), strict=True):
                table.add_row(name, *row)
        else:
            table = Table("model", *metrics)
            for model, values in zip(models, shown, strict=True):
                table.add_row(model, *values)
        console.print(table)
