"""The errors that ecomcore raises, each with a message for the person who can do something about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NoReturn


class EcomError(Exception):
    """Base of every error that ecomcore raises on purpose."""


class SettingsError(EcomError):
    """A setting is missing or has a value that cannot be used."""


class DataError(EcomError):
    """A file or table to analyse lacks what the analysis needs: a column, enough rows, usable values."""


class ShopNotFoundError(EcomError):
    """The named shop has not been imported."""


class BuildError(EcomError):
    """A build is missing, damaged, or cannot be made."""


class ModelMismatchError(BuildError):
    """An index was built with another embedding model than the one in use."""


class CodedError(EcomError):
    """An error that a caller explains to a shopper in any language: a code with the facts beside it."""

    def __init__(self, message: str, *, code: str, data: Mapping[str, Any] | None = None) -> None:
        """Keep the `code` and the facts (`data`); `message` is for logs and developers."""
        super().__init__(message)
        self.code = code
        self.data: dict[str, Any] = dict(data or {})


class NotAllowedError(CodedError):
    """The shop's rules, or the identity of the person asking, forbid the operation."""

    def __init__(
        self, message: str, *, code: str = "not_allowed", data: Mapping[str, Any] | None = None
    ) -> None:
        """Keep the `code` and the facts, such as the statuses that would be allowed."""
        super().__init__(message, code=code, data=data)


def refuse(code: str, message: str, **data: Any) -> NoReturn:
    """Raise a `NotAllowedError` with its code and facts."""
    raise NotAllowedError(message, code=code, data=data)


class NotFoundError(CodedError):
    """Something that was named (an order, a product, a coupon) does not exist."""

    def __init__(
        self, message: str, *, code: str = "not_found", data: Mapping[str, Any] | None = None
    ) -> None:
        """Keep the `code` and what was looked for."""
        super().__init__(message, code=code, data=data)


class BadImageError(EcomError):
    """A picture that was sent cannot be used.

    `code` is for the caller that says it in the shopper's language: `missing`, `too_large`, `too_many_pixels`,
    `too_small`, `not_an_image`, `broken`, `expired`.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep the code next to the message."""
        self.code = code
        super().__init__(message)


class MissingExtraError(EcomError, ImportError):
    """A library that only some features need is not installed."""


@dataclass(frozen=True)
class BadRow:
    """One thing wrong in one row of an imported file."""

    file: str
    line: int
    column: str
    reason: str
    value: str = ""

    def __str__(self) -> str:
        """Return `file:line column: reason (value)`."""
        shown = f" (found {self.value!r})" if self.value else ""
        return f"{self.file}:{self.line} {self.column}: {self.reason}{shown}"

    def as_dict(self) -> dict[str, str | int]:
        """Return the fields for JSON output."""
        return asdict(self)


class ImportFailedError(EcomError):
    """An import was refused; nothing of it was stored.

    `rows` lists every bad row that was found, not only the first.
    """

    def __init__(self, rows: list[BadRow]) -> None:
        """Keep the bad rows and say how many there are."""
        self.rows = rows
        shown = "\n".join(f"  {row}" for row in rows[:20])
        more = f"\n  … and {len(rows) - 20} more" if len(rows) > 20 else ""
        super().__init__(
            f"{len(rows)} bad row(s); nothing was imported. Mend the rows and import again:\n{shown}{more}"
        )
