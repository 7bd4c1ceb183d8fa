"""Reads that are kept for as long as their session changes nothing, since one turn asks the same several times."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
_READS = "reads"
_HELD = "held"


def kept(
    read: Callable[Concatenate[Session, Arguments], Result],
) -> Callable[Concatenate[Session, Arguments], Result]:
    """Let a function of a session and hashable arguments read only once until the session writes something.

    What it returns is shared, so it must not be changed by whoever asked for it.
    """

    @wraps(read)
    def reading(session: Session, *args: Arguments.args, **named: Arguments.kwargs) -> Result:
        if session.new or session.dirty or session.deleted:
            session.flush()
        reads: dict[Hashable, Any] = session.info.setdefault(_READS, {})
        key = (read.__module__, read.__qualname__, args, tuple(sorted(named.items())))
        if key not in reads:
            reads[key] = read(session, *args, **named)
        result: Result = reads[key]
        return result

    return cast("Callable[Concatenate[Session, Arguments], Result]", reading)


def hold(session: Session, rows: Iterable[object]) -> None:
    """Keep rows, with what was loaded beside them, from being read again by this session.

    SQLAlchemy's own memory of rows is weak: what nobody refers to is read anew.
    """
    session.info.setdefault(_HELD, []).extend(rows)


def forget(session: Session, *_context: object) -> None:
    """Drop what the session has kept."""
    session.info.pop(_READS, None)


def _forget_after_writing(state: ORMExecuteState) -> None:
    if not state.is_select:
        forget(state.session)


event.listen(Session, "after_flush", forget)
event.listen(Session, "after_commit", forget)
event.listen(Session, "after_rollback", forget)
event.listen(Session, "do_orm_execute", _forget_after_writing)
