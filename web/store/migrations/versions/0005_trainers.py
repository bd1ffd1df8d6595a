"""The trainers' pages: accounts, reviews, examples, models and releases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables and their indexes."""
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(100)),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("what", sa.String(50), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("said_at", sa.Float, nullable=False),
        sa.Column("channel", sa.String(50), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("intent", sa.String(100), nullable=False),
        sa.Column("likeliest", sa.String(100), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("ranking", sa.Text, nullable=False),
        sa.Column("chosen", sa.String(100)),
        sa.Column("helped", sa.Boolean),
        sa.Column("wants_second", sa.Boolean, nullable=False),
        sa.Column("usefulness", sa.Float, nullable=False),
        sa.Column("reasons", sa.String(100), nullable=False, server_default=""),
        sa.Column("alike", sa.String(16), nullable=False, server_default=""),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("label", sa.String(100)),
        sa.Column("opened_by", sa.String(100)),
        sa.Column("opened_at", sa.Float),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message", sa.Integer, nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("label", sa.String(100)),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.UniqueConstraint("message", "person", name="one_opinion_each"),
        sa.UniqueConstraint("message", "turn", name="one_opinion_a_turn"),
    )
    op.create_table(
        "examples",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("added_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "kept_tests",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("added_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "candidates",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("job", sa.String(64), nullable=False),
        sa.Column("model", sa.String(200)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("why", sa.Text),
        sa.Column("examples", sa.Integer, nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("started_at", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float),
        sa.Column("figures", sa.Text),
    )
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("candidate", sa.Integer),
        sa.Column("undoes", sa.Integer),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("released_at", sa.Float, nullable=False),
    )
    op.create_table(
        "serving",
        sa.Column("engine", sa.String(100), primary_key=True),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("problem", sa.Text),
        sa.Column("seen_at", sa.Float, nullable=False),
    )
    op.create_table(
        "facts_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("person", sa.String(100), nullable=False),
        sa.Column("released_at", sa.Float, nullable=False),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_messages_conversation", "messages", ["conversation"])
    op.create_index("ix_messages_said_at", "messages", ["said_at"])
    op.create_index("ix_messages_alike", "messages", ["alike"])
    disputed = sa.text("state = 'disputed'")
    op.create_index(
        "ix_messages_disputed",
        "messages",
        ["said_at"],
        sqlite_where=disputed,
        postgresql_where=disputed,
    )
    in_the_queue = sa.text("state IN ('waiting', 'second')")
    op.create_index(
        "ix_messages_queue",
        "messages",
        ["usefulness", "id"],
        sqlite_where=in_the_queue,
        postgresql_where=in_the_queue,
    )
    op.create_index("ix_reviews_message", "reviews", ["message"])
    op.create_index("ix_reviews_person", "reviews", ["person", "made_at"])
