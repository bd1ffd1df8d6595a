"""Questions that were sent to a human, and what was answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "handoffs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("sent_at", sa.Float),
        sa.Column("thread", sa.String(255)),
        sa.Column("taken_at", sa.Float),
    )
    op.create_index("ix_handoffs_conversation", "handoffs", ["conversation"])
    op.create_table(
        "handoff_replies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("handoff", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("replied_at", sa.Float, nullable=False),
    )
    op.create_index("ix_handoff_replies_handoff", "handoff_replies", ["handoff"])
