"""What trainers want changed in the examples that come with the bot."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "base_changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(16), nullable=False, unique=True),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("new_text", sa.Text),
        sa.Column("new_label", sa.String(100)),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
