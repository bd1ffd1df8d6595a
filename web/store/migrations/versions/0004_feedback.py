"""Whether answers helped, one word for each message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "feedback",
        sa.Column("conversation", sa.String(255), primary_key=True),
        sa.Column("about", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("helped", sa.Boolean, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("given_at", sa.Float, nullable=False),
    )
