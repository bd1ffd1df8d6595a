"""Indexes for the pages that read the most messages: what is unanswered, and the overview."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_OPEN_QUESTION = "type_name = 'bot' AND data LIKE '%\"not_stated/%'"
_UNCLEAR = (
    "(intent = 'nlu_fallback' AND chosen IS NULL OR intent = 'out_of_scope')"
    " AND (label IS NULL OR label = 'out_of_scope')"
)
_KINDS = ["channel", "language", "intent", "chosen", "helped", "said_at"]


def upgrade() -> None:
    """Add the indexes."""
    _partial("ix_events_open_question", "events", "timestamp", _OPEN_QUESTION)
    _partial("ix_messages_unclear", "messages", "said_at", _UNCLEAR)
    op.create_index("ix_messages_kinds", "messages", _KINDS)


def _partial(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
