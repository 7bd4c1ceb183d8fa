"""Conversations that want to be told how an order goes on."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "order_watch",
        sa.Column("conversation_id", sa.String(length=120), nullable=False),
        sa.Column("order_id", sa.String(length=60), nullable=False),
        sa.Column("customer_id", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "order_id", name=op.f("pk_order_watch")),
    )
    with op.batch_alter_table("order_watch", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_order_watch_order_id"), ["order_id"])
        batch_op.create_index(op.f("ix_order_watch_customer_id"), ["customer_id"])


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_table("order_watch")
