"""A database as web leaves it, with the tables that the engine reads."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from contracts.tables import releases, serving


def with_releases(database: Path, *models: str) -> sa.engine.Engine:
    """The database in a file, with a release more of each model, in order."""
    engine = sa.create_engine(f"sqlite:///{database}")
    for table in (releases, serving):
        table.create(engine, checkfirst=True)
    rows = [{"model": model, "person": "anna", "released_at": 0.0} for model in models]
    with engine.begin() as connection:
        for row in rows:
            connection.execute(sa.insert(releases).values(row))
    return engine
