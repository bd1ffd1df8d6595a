"""What web called a person's message, so that it is stored once; and feedback by its time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column and the indexes."""
    op.add_column("events", sa.Column("message_id", sa.String(64)))
    op.create_index("ix_events_message_id", "events", ["message_id"], unique=True)
    op.create_index("ix_feedback_given_at", "feedback", ["given_at"])
