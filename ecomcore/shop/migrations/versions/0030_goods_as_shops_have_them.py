"""Goods as shops have them: without a price, with an unknown stock, with long handles and search words."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0022"
branch_labels = None
depends_on = None

LONG = 255
HANDLES = (
    ("product", "id", False),
    ("variant", "sku", False),
    ("variant", "product_id", False),
    ("order_line", "product_id", False),
    ("order_line", "sku", False),
    ("cart_line", "sku", False),
    ("review", "product_id", False),
    ("browse_event", "product_id", False),
    ("product_feedback", "product_id", False),
    ("stock_alert", "product_id", False),
    ("stock_alert", "sku", False),
    ("imported_row", "key", False),
    ("order", "coupon", True),
    ("cart", "coupon", True),
    ("coupon", "code", False),
)
MONEY = (
    ("variant", "price_cents"),
    ("variant", "compare_at_cents"),
    ("variant", "cost_cents"),
    ("payment_method", "balance_cents"),
    ("order", "subtotal_cents"),
    ("order", "discount_cents"),
    ("order", "shipping_cents"),
    ("order", "total_cents"),
    ("order_line", "unit_price_cents"),
    ("payment", "amount_cents"),
    ("case", "refund_cents"),
    ("coupon", "value"),
    ("coupon", "min_total_cents"),
)
CHECKS = (
    sa.CheckConstraint("price_cents >= 0", name="ck_variant_price"),
    sa.CheckConstraint("stock >= 0", name="ck_variant_stock"),
)


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.add_column("product", sa.Column("keywords", sa.JSON(), server_default="[]", nullable=False))
    op.add_column(
        "variant",
        sa.Column("counting", sa.String(length=10), server_default="counted", nullable=False),
    )
    _let_price_be_empty(is_empty_allowed=True)
    _resize(wide=True)


def downgrade() -> None:
    """Bring the tables back to the revision before; what has no price becomes free of charge and sold out."""
    op.execute(sa.text("UPDATE variant SET price_cents = 0, stock = 0 WHERE price_cents IS NULL"))
    _resize(wide=False)
    _let_price_be_empty(is_empty_allowed=False)
    op.drop_column("variant", "counting")
    op.drop_column("product", "keywords")


def _let_price_be_empty(*, is_empty_allowed: bool) -> None:
    """Change the column; SQLite makes the table anew for it, so the lines that refer to it wait outside."""
    connection = op.get_bind()
    lines = sa.table(
        "cart_line", *(sa.column(name) for name in ("id", "cart_id", "sku", "quantity"))
    )
    is_sqlite = connection.dialect.name == "sqlite"
    waiting = [dict(row) for row in connection.execute(sa.select(lines)).mappings()]
    if is_sqlite:
        connection.execute(sa.delete(lines))
    with op.batch_alter_table("variant", table_args=CHECKS) as batch:
        batch.alter_column("price_cents", existing_type=sa.Integer(), nullable=is_empty_allowed)
    if is_sqlite and waiting:
        connection.execute(sa.insert(lines), waiting)


def _resize(*, wide: bool) -> None:
    """Change widths where the database keeps to them; SQLite does not."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, column, nullable in HANDLES:
        old = 40 if column in ("coupon", "code") else 100
        op.alter_column(
            table,
            column,
            existing_nullable=nullable,
            existing_type=sa.String(old if wide else LONG),
            type_=sa.String(LONG if wide else old),
        )
    for table, column in MONEY:
        op.alter_column(
            table,
            column,
            existing_type=sa.Integer() if wide else sa.BigInteger(),
            type_=sa.BigInteger() if wide else sa.Integer(),
        )
