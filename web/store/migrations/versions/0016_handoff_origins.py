"""Where a question to a human was asked, where its answer is to be sent and not fetched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the column."""
    op.add_column("handoffs", sa.Column("origin", sa.Text))
