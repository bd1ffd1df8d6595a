"""Answers that have an address of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "answers",
        sa.Column("id", sa.String(10), primary_key=True),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("first_given_at", sa.Float, nullable=False),
    )
