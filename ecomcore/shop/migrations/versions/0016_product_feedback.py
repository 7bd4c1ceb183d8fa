"""What customers said of recommended products."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "product_feedback",
        sa.Column("customer_id", sa.String(length=60), nullable=False),
        sa.Column("product_id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_product_feedback_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("customer_id", "product_id", name=op.f("pk_product_feedback")),
    )


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_table("product_feedback")
