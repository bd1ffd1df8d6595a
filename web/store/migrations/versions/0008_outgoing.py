"""What is to be sent to a channel's vendor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(50), nullable=False),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("put_at", sa.Float, nullable=False),
        sa.Column("claimed_until", sa.Float, nullable=False),
    )
    op.create_index("ix_outgoing_conversation", "outgoing", ["conversation"])
