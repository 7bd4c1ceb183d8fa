"""Wishes for what the shop does not sell yet."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=120), nullable=False),
        sa.Column("customer_id", sa.String(length=60), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("notified_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index("uq_wish", ["conversation_id", "words"], unique=True)


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_index("uq_wish")
    op.drop_table("wish")
