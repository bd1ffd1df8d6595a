"""What deletion needs: the age of events at hand, and which conversations are gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the index and the table."""
    op.create_index("ix_events_timestamp", "events", ["timestamp"])
    op.create_table(
        "deleted_conversations",
        sa.Column("conversation", sa.String(255), primary_key=True),
        sa.Column("deleted_at", sa.Float, nullable=False),
    )
