"""The amounts of a file in plain digits, judged together: decimal mark, thousands marks, currency signs, rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ecomcore.errors import BadRow
from ecomcore.importers.amounts import Written, judge, plain, rounded, taken_apart
from ecomcore.importers.collector import Collector
from ecomcore.importers.tablefile import Table
from ecomcore.money import decimals


@dataclass(frozen=True)
class Cell:
    """A written amount with its place."""

    line: int
    column: str
    text: str


def plain_columns(table: Table, columns: Sequence[str], collector: Collector) -> None:
    """Put plain amounts into the columns of a table that hold amounts."""
    there = [column for column in columns if column in table.frame.columns]
    cells = [
        Cell(line, table.written.get(column, column), text)
        for column in there
        for line, text in zip(table.frame.index, table.frame[column], strict=True)
    ]
    amounts = iter(plain_amounts(table.name, cells, collector))
    for column in there:
        table.frame[column] = [next(amounts) for _ in range(len(table.frame))]


def plain_amounts(
    file: str, cells: Sequence[Cell], collector: Collector, *, mark: str | None = None
) -> list[str]:
    """Return the amounts of one file in plain digits; what is no amount stays for the row's check to refuse.

    `mark` is that of amounts whose writing is known. Others that can be read in two ways, or that contradict
    each other, are reported once for the file.
    """
    apart = [taken_apart(cell.text) for cell in cells]
    known = [(cell, written) for cell, written in zip(cells, apart, strict=True) if written]
    currency = collector.context["currency"]
    judgement = judge((written.digits for _, written in known), currency)
    mark = mark or collector.decimal or judgement.mark
    if mark is None and judgement.doubtful is not None:
        collector.bad.append(_doubt(file, known[judgement.doubtful], judgement.is_contradictory))
        return ["0" if written else cell.text for cell, written in zip(cells, apart, strict=True)]
    found = [
        plain(written.digits, mark or ".") if written else cell.text.strip()
        for cell, written in zip(cells, apart, strict=True)
    ]
    return _rounded(file, cells, found, currency, collector) if currency else found


def _doubt(file: str, doubted: tuple[Cell, Written], is_contradictory: bool) -> BadRow:
    cell, written = doubted
    if is_contradictory:
        reason = "has its decimals behind another mark than amounts above it"
    else:
        readings = (plain(written.digits, "."), plain(written.digits, ","))
        reason = (
            f"can be read as {readings[0]} or as {readings[1]}, and no other amount tells which"
        )
    options = "--decimal . or --decimal ,"
    return BadRow(file, cell.line, cell.column, f"{reason}; say it with {options}", cell.text)


def _rounded(
    file: str, cells: Sequence[Cell], amounts: list[str], currency: str, collector: Collector
) -> list[str]:
    """Round what has more decimals than the currency; what would round to nothing stays to be refused."""
    found, first, count = [], "", 0
    for cell, amount in zip(cells, amounts, strict=True):
        part = amount.partition(".")[2]
        if not part[decimals(currency) :].strip("0") or not part.isdigit():
            found.append(amount)
            continue
        shorter = rounded(amount, currency)
        if not Decimal(shorter):
            found.append(amount)
            continue
        found.append(shorter)
        first = first or f"{amount} in line {cell.line} is {shorter}"
        count += 1
    if count:
        collector.batch.warnings.append(
            f"{file}: {count} amounts with more decimals than {currency} has are rounded ({first})"
        )
    return found
