"""Who asked for a code, so that strangers cannot use up the codes of a customer."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asker", sa.String(length=64), nullable=True))
        batch_op.create_index(op.f("ix_verification_asker"), ["asker"])


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_verification_asker"))
        batch_op.drop_column("asker")
