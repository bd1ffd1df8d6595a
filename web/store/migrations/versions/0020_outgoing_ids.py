"""The id of a message that is sent, or deleted, is given to no other."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the table anew where SQLite would give the ids again; PostgreSQL never does."""
    if op.get_bind().dialect.name != "sqlite":
        return
    kwargs = {"sqlite_autoincrement": True}
    with op.batch_alter_table("outgoing", recreate="always", table_kwargs=kwargs):
        pass
