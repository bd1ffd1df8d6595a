"""What trainers write to each other about a message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message", sa.Integer, nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("colleague", sa.String(100)),
        sa.Column("answered_at", sa.Float),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_message", "notes", ["message"])
    op.create_index("ix_notes_colleague", "notes", ["colleague", "answered_at"])
