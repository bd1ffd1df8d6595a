"""Why a narrow miss was released, what each candidate has learnt, and messages set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("releases", sa.Column("reason", sa.Text))
    op.add_column("candidates", sa.Column("taught", sa.Text))
    op.add_column(
        "messages",
        sa.Column("held_out", sa.Boolean, nullable=False, server_default=sa.false()),
    )
