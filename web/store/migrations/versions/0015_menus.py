"""Messages with buttons, for as long as they can be replaced by what was chosen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "menus",
        sa.Column("id", sa.String(255), primary_key=True),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sent_at", sa.Float, nullable=False),
    )
    op.create_index("ix_menus_conversation", "menus", ["conversation"])
    op.create_index("ix_menus_sent_at", "menus", ["sent_at"])
