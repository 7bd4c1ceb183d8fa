"""Reviews that wait for the staff's word."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("status", sa.String(length=10), server_default="approved", nullable=False)
        )
        batch_op.create_check_constraint(
            op.f("ck_review_status"), "status IN ('pending', 'approved', 'rejected')"
        )


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_review_status"), type_="check")
        batch_op.drop_column("status")
