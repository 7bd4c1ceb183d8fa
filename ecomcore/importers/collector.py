"""Turns what the readers found into checked rows, and keeps every row that is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ecomcore.errors import BadRow, ImportFailedError
from ecomcore.importers.batch import ShopBatch
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import OrderPart, Row

R = TypeVar("R", bound=Row)
Progress = Callable[[str, int, int], None]

REASONS: dict[str, str] = {
    "missing": "is required",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_parsing": "must be yes or no",
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "string_too_long": "is longer than {max_length} characters",
    "too_long": "is longer than {max_length} characters",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
}


def silent(stage: str, done: int, total: int) -> None:
    """Report no progress."""


class Collector:
    """Gathers the rows of one import; nothing is refused before everything was looked at."""

    def __init__(
        self,
        currency: str | None,
        progress: Progress = silent,
        *,
        today: date = date.max,
        language: str | None = None,
        decimal: str | None = None,
        only_currency: bool = False,
        option_names: Mapping[str, str] | None = None,
        hidden_fields: Sequence[str] = (),
    ) -> None:
        """Read amounts in `currency`; where it is None, amounts make the import ask for it.

        `today` decides which sale prices are on; `language` is that of texts whose format does not
        say it, None to judge it from the texts; `decimal` is the mark before decimals, None to judge
        it file by file; `only_currency` leaves out what is in another currency; `option_names` are
        the shop's own names of options, `hidden_fields` patterns of
        fields that shoppers are not shown.
        """
        self.today = today
        self.language = language
        self.decimal = decimal
        self.only_currency = only_currency
        self.hidden_fields = tuple(hidden_fields)
        self.context: dict[str, Any] = {"currency": currency, "option_names": option_names or {}}
        self.batch = ShopBatch(currency=currency)
        self.bad: list[BadRow] = []
        self.progress = progress
        self._wrong: dict[type[Row], set[str]] = defaultdict(set)
        self._unread: set[type[Row]] = set()
        self.broken_orders: set[str] = set()
        self._rejected: set[int] = set()

    def add(self, model: type[R], values: Mapping[str, Any], origin: Origin) -> R | None:
        """Check a row and keep it; empty values count as not given. None if it is wrong."""
        given = {name: value for name, value in values.items() if value not in ("", None, {})}
        try:
            row = model.model_validate(given, context=self.context)
        except ValidationError as error:
            self.bad.extend(_bad_row(details, origin) for details in error.errors())
            self._wrong[model].update(v for v in values.values() if isinstance(v, str) and v)
            if issubclass(model, OrderPart):
                self.broken_orders.add(str(values.get("order_id")))
            return None
        row._origin = origin
        self.batch.rows[model].append(row)
        return row

    def reject(self, origin: Origin, field: str, reason: str, value: object = "") -> None:
        """Note something wrong that a row's model cannot see."""
        self.bad.append(origin.bad(field, reason, value))

    def reject_row(self, row: Row, field: str, reason: str, value: object = "") -> None:
        """Note something wrong with a row that only shows beside other rows."""
        self.reject(row.origin, field, reason, value)
        self._rejected.add(id(row))
        if isinstance(row, OrderPart):
            self.broken_orders.add(row.order_id)

    def is_rejected(self, row: Row) -> bool:
        """Say whether a row that was kept turned out to be wrong."""
        return id(row) in self._rejected

    def is_elsewhere(self, currency: str) -> bool:
        """Say whether something in `currency` stays out of this import, which takes only another one."""
        return self.only_currency and bool(currency) and currency != self.context["currency"]

    @property
    def lacks_currency(self) -> bool:
        """Whether amounts were read whose currency nobody named."""
        return bool(self.context.get("lacks_currency"))

    def add_unread(self, model: type[Row], rows: list[BadRow]) -> None:
        """Note rows of a model that could not even be split into cells."""
        self.bad.extend(rows)
        if rows:
            self._unread.add(model)

    def is_doubtful(self, model: type[Row], value: str) -> bool:
        """Say whether a row named `value` may be among the wrong ones, and so not missing."""
        return model in self._unread or value in self._wrong[model]

    def raise_if_bad(self) -> None:
        """Stop the import if anything was wrong.

        Raises:
            ImportFailedError: it lists every bad row, in the order of the files.
        """
        if self.bad:
            raise ImportFailedError(self.faults())

    def faults(self) -> list[BadRow]:
        """Return everything wrong in the order of the files, each fault of a cell once."""
        unique: dict[tuple[str, int, str, str], BadRow] = {}
        for bad in self.bad:
            unique.setdefault((bad.file, bad.line, bad.reason, bad.value), bad)
        return sorted(unique.values(), key=lambda bad: (bad.file, bad.line))


def _bad_row(details: ErrorDetails, origin: Origin) -> BadRow:
    location = [str(part) for part in details["loc"] if part != "[key]"]
    kind = details["type"]
    if kind == "value_error":
        reason = str(details["ctx"]["error"])
    else:
        template = REASONS.get(kind)
        reason = template.format(**details.get("ctx", {})) if template else details["msg"]
    shown = details["input"] if isinstance(details["input"], str | int | float) else ""
    if kind == "missing":
        shown = ""
    return origin.bad(".".join(location) or "row", reason, shown)
