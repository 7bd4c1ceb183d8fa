"""What customers say has arrived broken or not at all, as the shop's staff look at it: words, wish, photo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.shop.models import Case

KINDS = ("damaged", "missing")
OPEN = "requested"


@dataclass(frozen=True)
class ClaimView:
    """A claim that waits for the staff; `photo` is the file that the customer sent with it, if one is there."""

    number: str
    order_id: str
    kind: str
    reason: str | None
    priority: str
    resolution: str | None
    note: str | None
    photo: Path | None
    created_at: datetime


def open_claims(session: Session, photos: Path) -> list[ClaimView]:
    """Return the claims that wait, the oldest first; their photos lie in the folder `photos`."""
    rows = session.scalars(
        select(Case)
        .where(Case.kind.in_(KINDS), Case.status == OPEN)
        .order_by(Case.created_at, Case.id)
    )
    return [_view(case, photos) for case in rows]


def _view(case: Case, photos: Path) -> ClaimView:
    name = case.detail.get("photo")
    file = photos / Path(str(name)).name if name else None
    return ClaimView(
        number=case.number,
        order_id=case.order_id,
        kind=case.kind,
        reason=case.reason,
        priority=case.priority,
        resolution=case.detail.get("resolution"),
        note=case.detail.get("note"),
        photo=file if file is not None and file.is_file() else None,
        created_at=case.created_at,
    )
