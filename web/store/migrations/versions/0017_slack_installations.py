"""Where the Slack app is installed by OAuth, with its encrypted tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "slack_installations",
        sa.Column("id", sa.String(50), primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Float),
        sa.Column("claimed_until", sa.Float, nullable=False),
        sa.Column("installed_at", sa.Float, nullable=False),
        sa.Column("refused", sa.String(100)),
    )
