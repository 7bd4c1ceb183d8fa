"""Adding a row unless it is there, safely while others do the same."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from ecomcore.shop.models import Base


def insert_if_absent(session: Session, model: type[Base], **values: Any) -> bool:
    """Add a row unless one of the same primary key exists; say whether it was added.

    While another transaction is adding the same row, this waits for its end.
    """
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - a mapped class has one
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    keys = list(table.primary_key.columns)
    statement = insert(table).values(**values).on_conflict_do_nothing(index_elements=keys)
    return bool(session.execute(statement.returning(*keys)).all())
