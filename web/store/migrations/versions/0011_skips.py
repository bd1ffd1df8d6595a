"""What somebody skips for today; what was skipped for all until now was discarded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the table, and call by its name what has been discarded."""
    op.create_table(
        "skips",
        sa.Column("message", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person", sa.String(100), primary_key=True),
        sa.Column("made_at", sa.Float, nullable=False),
    )
    op.create_index("ix_skips_person", "skips", ["person", "made_at"])
    op.execute("UPDATE reviews SET verdict = 'discard' WHERE verdict = 'skip'")
    op.execute("UPDATE messages SET state = 'discarded' WHERE state = 'skipped'")
