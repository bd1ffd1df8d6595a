"""How far time has surely come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "known_time",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("cleaned_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
        sa.Column("doubted", sa.Float),
    )
