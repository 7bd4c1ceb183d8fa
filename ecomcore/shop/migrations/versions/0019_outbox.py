"""Changes and their way to the shop's own systems."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "change",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=140), nullable=False),
        sa.Column("order_id", sa.String(length=60), nullable=True),
        sa.Column("customer_id", sa.String(length=60), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('done', 'requested', 'confirmed', 'refused')", name=op.f("ck_change_state")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_change_subject"), ["subject"])
        batch_op.create_index(op.f("ix_change_order_id"), ["order_id"])
        batch_op.create_index(op.f("ix_change_customer_id"), ["customer_id"])
        batch_op.create_index(op.f("ix_change_made_at"), ["made_at"])
    op.create_table(
        "outbox_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=140), nullable=False),
        sa.Column("change_number", sa.String(length=20), nullable=False),
        sa.Column("event", sa.String(length=10), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_number"], ["change.number"], name=op.f("fk_outbox_entry_change_number_change")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_entry")),
        sa.UniqueConstraint("uid", name=op.f("uq_outbox_entry_uid")),
    )
    with op.batch_alter_table("outbox_entry", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_entry_subject", ["subject", "id"])
        batch_op.create_index(op.f("ix_outbox_entry_change_number"), ["change_number"])
    op.create_table(
        "delivery",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["outbox_entry.id"], name=op.f("fk_delivery_entry_id_outbox_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", "channel", name=op.f("pk_delivery")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_open", ["channel", "delivered_at", "due_at"])


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_table("delivery")
    op.drop_table("outbox_entry")
    op.drop_table("change")
