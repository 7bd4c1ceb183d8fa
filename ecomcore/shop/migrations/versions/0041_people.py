"""People who answer in the bot's place: who holds a ticket, what was written, entries of the outbox about tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

NEW = (
    ("holder", sa.String(length=80)),
    ("held_at", sa.DateTime()),
    ("answered_at", sa.DateTime()),
    ("closed_at", sa.DateTime()),
    ("desk_ref", sa.String(length=60)),
)


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        for name, kind in NEW:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.create_index(op.f("ix_ticket_desk_ref"), ["desk_ref"])
    op.create_table(
        "ticket_message",
        sa.Column("uid", sa.String(length=120), nullable=False),
        sa.Column("ticket_number", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_number"],
            ["ticket.number"],
            name=op.f("fk_ticket_message_ticket_number_ticket"),
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_ticket_message")),
    )
    with op.batch_alter_table("ticket_message", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_ticket_message_ticket_number"), ["ticket_number"])
    with op.batch_alter_table("outbox_entry", schema=None) as batch_op:
        batch_op.alter_column("change_number", existing_type=sa.String(length=20), nullable=True)


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.execute(
        "DELETE FROM delivery WHERE entry_id IN (SELECT id FROM outbox_entry WHERE change_number IS NULL)"
    )
    op.execute("DELETE FROM outbox_entry WHERE change_number IS NULL")
    with op.batch_alter_table("outbox_entry", schema=None) as batch_op:
        batch_op.alter_column("change_number", existing_type=sa.String(length=20), nullable=False)
    op.drop_table("ticket_message")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_ticket_desk_ref"))
        for name, _ in reversed(NEW):
            batch_op.drop_column(name)
