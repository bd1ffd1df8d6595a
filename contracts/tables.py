"""The tables that engine and web share, as they are now."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

# Rasa's: each event masked. `data` is the event as JSON, `timestamp` seconds since 1970.
events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float, index=True),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("data", sa.Text),
)
