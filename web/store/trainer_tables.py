"""The tables of the trainers' pages as they are now; migrations/ says how they came to be.

All times are seconds since 1970. `person` is the name of an account, or what the organisation's
login calls somebody, with an @.
"""

from __future__ import annotations

import sqlalchemy as sa

from contracts.intents import FALLBACK, OUT_OF_SCOPE
from contracts.tables import metadata

# Conditions of indexes, to be written so in queries too: SQLite knows them by their words. There is
# none on the state alone, which SQLite would take to be better than the queue's.
IN_THE_QUEUE = "state IN ('waiting', 'second')"
DISPUTED = "state = 'disputed'"
# Not understood, or not for us, and nobody has found a topic for it.
UNCLEAR = (
    f"(intent = '{FALLBACK}' AND chosen IS NULL OR intent = '{OUT_OF_SCOPE}')"
    f" AND (label IS NULL OR label = '{OUT_OF_SCOPE}')"
)

# Who may log in with a password of ours; `role` is reader, trainer or releaser. Those who come
# by the organisation's own login are not here.
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
)

# `id` is a hash of what the cookie holds; `data` JSON.
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("person", sa.String(100), index=True),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False, index=True),
)

# Who did what, when; `what` is a code, `about` a few words without anything that people wrote.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Float, nullable=False, index=True),
    sa.Column("person", sa.String(100), nullable=False),
    sa.Column("what", sa.String(50), nullable=False),
    sa.Column("about", sa.Text, nullable=False),
)

# One row for each message that a person wrote, read out of `events` (whose id it keeps) so that
# it can be searched. `intent` is what was acted on, `nlu_fallback` when asked back; `likeliest`
# what the model put first; `confidence` is that of the intent, or of the likeliest when asked
# back; `ranking` is JSON, [[intent, confidence], …]. `chosen` is what the writer chose when asked
# back. `usefulness` orders the queue, the highest first, for `reasons`, codes with spaces between
# them. `alike` is the same for texts with the same words. `state` is waiting, second (a second
# opinion is wanted), disputed, settled or discarded; `label` is what it was settled as. `opened_by`
# has it on the screen since `opened_at`. `held_out` messages are never taught: models are tried on
# them.
messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("said_at", sa.Float, nullable=False, index=True),
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
    sa.Column("held_out", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("usefulness", sa.Float, nullable=False),
    sa.Column("reasons", sa.String(100), nullable=False, server_default=""),
    sa.Column("alike", sa.String(16), nullable=False, server_default="", index=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("label", sa.String(100)),
    sa.Column("opened_by", sa.String(100)),
    sa.Column("opened_at", sa.Float),
    sa.Index(
        "ix_messages_queue",
        "usefulness",
        "id",
        sqlite_where=sa.text(IN_THE_QUEUE),
        postgresql_where=sa.text(IN_THE_QUEUE),
    ),
    sa.Index(
        "ix_messages_disputed",
        "said_at",
        sqlite_where=sa.text(DISPUTED),
        postgresql_where=sa.text(DISPUTED),
    ),
    sa.Index(
        "ix_messages_unclear",
        "said_at",
        sqlite_where=sa.text(UNCLEAR),
        postgresql_where=sa.text(UNCLEAR),
    ),
    # In the order that the overview counts them in, with all that it counts by.
    sa.Index("ix_messages_kinds", "channel", "language", "intent", "chosen", "helped", "said_at"),
)

# What one trainer said of one message; `verdict` is right, intent, two, out_of_scope, unsure or
# discard, `label` the intent (or two, `a+b`), null for unsure and discard. `turn` counts the
# opinions of the message, from 1; who contradicts what is settled comes from 3.
reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("message", sa.Integer, nullable=False, index=True),
    sa.Column("person", sa.String(100), nullable=False),
    sa.Column("verdict", sa.String(20), nullable=False),
    sa.Column("label", sa.String(100)),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.UniqueConstraint("message", "person", name="one_opinion_each"),
    sa.UniqueConstraint("message", "turn", name="one_opinion_a_turn"),
    sa.Index("ix_reviews_person", "person", "made_at"),
)

# Who would rather not review which message on that day.
skips = sa.Table(
    "skips",
    metadata,
    sa.Column("message", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("person", sa.String(100), primary_key=True),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Index("ix_skips_person", "person", "made_at"),
)

# What trainers write to each other about a message, without anything that points at a person. With
# a `colleague` it is a question to that one, open until it is answered.
notes = sa.Table(
    "notes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("message", sa.Integer, nullable=False, index=True),
    sa.Column("person", sa.String(100), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("colleague", sa.String(100)),
    sa.Column("answered_at", sa.Float),
    sa.Index("ix_notes_colleague", "colleague", "answered_at"),
    sqlite_autoincrement=True,
)

# What the bot is taught beside data/nlu, masked, with invented names in place of placeholders.
# `message` is the one that it was made of, which is settled as `label`; null for what was written
# by hand, and once the message is deleted: then nothing here leads to a conversation. A number is
# used once: what somebody still has on the screen must not be taken for another. `digest` is the
# SHA-256 of the text: PostgreSQL's indexes do not hold long texts.
examples = sa.Table(
    "examples",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("label", sa.String(100), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("person", sa.String(100), nullable=False),
    sa.Column("added_at", sa.Float, nullable=False),
    sa.Column("message", sa.Integer, index=True, unique=True),
    sqlite_autoincrement=True,
)

# What trainers want changed in data/nlu, which an engineer applies as a patch. `key` is that of the
# example as it stands in `file` (web/trainer/base_examples/files.py): once it has been changed
# there, nothing has the key. `new_text` and `new_label` are null of one that is to go.
base_changes = sa.Table(
    "base_changes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(16), nullable=False, unique=True),
    sa.Column("file", sa.String(200), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("label", sa.String(100), nullable=False),
    sa.Column("new_text", sa.Text),
    sa.Column("new_label", sa.String(100)),
    sa.Column("person", sa.String(100), nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sqlite_autoincrement=True,
)

# Test stories and holdout messages made of conversations; `kind` is story or holdout, `content`
# the steps of a story as YAML, or the line of a message.
kept_tests = sa.Table(
    "kept_tests",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("person", sa.String(100), nullable=False),
    sa.Column("added_at", sa.Float, nullable=False),
    sqlite_autoincrement=True,
)

# Trained models that may be released. `state` is training, ready, failed; `why` says what failed.
# `job` is what the engine calls the training; `figures` is the comparison as JSON, `examples` how
# many of the table above it has learnt, and `taught` which, as JSON: their labels by their digests.
candidates = sa.Table(
    "candidates",
    metadata,
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
    sa.Column("taught", sa.Text),
)

# Every facts file that was released on the pages, whole; the last row is in force.
facts_versions = sa.Table(
    "facts_versions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("person", sa.String(100), nullable=False),
    sa.Column("released_at", sa.Float, nullable=False),
)

# The channels in which the bot does not answer, each with who closed it and why.
channel_closures = sa.Table(
    "channel_closures",
    metadata,
    sa.Column("channel", sa.String(40), primary_key=True),
    sa.Column("person", sa.String(100), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)
