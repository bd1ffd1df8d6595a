"""The tables as they are now; migrations/ says how they came to be."""

from __future__ import annotations

import sqlalchemy as sa

_metadata = sa.MetaData()

# Written by the engine: Rasa's tracker store, each event masked. `data` is the event as JSON,
# `timestamp` seconds since 1970.
events = sa.Table(
    "events",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float, index=True),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("data", sa.Text),
)

# An answer may be on its way while its conversation is deleted: what the engine writes after
# that goes at the next cleaning.
deleted_conversations = sa.Table(
    "deleted_conversations",
    _metadata,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("deleted_at", sa.Float, nullable=False),
)
