"""What is stored can be upgraded, read, exported and deleted, in SQLite and in PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import deleted_conversations, events
from desk.cards import message_card, topic_card
from desk.facts.model import Facts
from tests.web.commands import run_here
from web.store import tables, trainer_tables
from web.store.__main__ import main
from web.store.conversations import answers, feedback
from web.store.conversations import history as conversations
from web.store.database import StoreError, open_database, upgrade
from web.store.review import incoming

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEEP = timedelta(days=90)
PREVIOUS = Path(__file__).with_name("stores") / "0000.sql"


@pytest.fixture
async def database(address: str) -> AsyncIterator[AsyncEngine]:
    database = open_database(address)
    yield database
    await database.dispose()


async def store(database: AsyncEngine, name: str, at: datetime, *messages: dict[str, Any]) -> None:
    """Write events as the engine does."""
    async with database.begin() as connection:
        for event in messages:
            row = {
                "sender_id": name,
                "type_name": event["event"],
                "timestamp": at.timestamp(),
                "data": json.dumps({**event, "timestamp": at.timestamp()}),
            }
            await connection.execute(sa.insert(events).values(row))


def user(text: str) -> dict[str, Any]:
    return {"event": "user", "text": text, "metadata": {}}


async def stored(database: AsyncEngine) -> list[str]:
    async with database.connect() as connection:
        rows = await connection.scalars(sa.select(events.c.data).order_by(events.c.id))
        return [json.loads(data)["text"] for data in rows]


async def test_a_conversation_is_exported_whole(database: AsyncEngine) -> None:
    await store(database, "browser-a", NOW, {"event": "session_started"}, user("Hur många?"))
    await store(database, "browser-b", NOW, user("annans"))
    document = await conversations.export(database, "browser-a", NOW)
    assert document is not None
    assert document["messages"] == [
        {"at": "2026-11-24T12:00:00+00:00", "from": "user", "text": "Hur många?"}
    ]
    assert [event["event"] for event in document["events"]] == ["session_started", "user"]
    assert json.loads(json.dumps(document)) == document
    assert await conversations.export(database, "browser-c", NOW) is None


async def test_a_conversation_is_deleted_and_the_others_stay(database: AsyncEngine) -> None:
    await store(database, "browser-a", NOW, user("borta"), user("också"))
    await store(database, "browser-b", NOW, user("kvar"))
    assert await conversations.delete(database, "browser-a", NOW) == 2
    assert await conversations.delete(database, "browser-a", NOW) == 0
    assert await stored(database) == ["kvar"]


async def test_an_answer_that_comes_after_the_deletion_goes_too(database: AsyncEngine) -> None:
    await store(database, "browser-a", NOW, user("borta"))
    await conversations.delete(database, "browser-a", NOW)
    await store(database, "browser-a", NOW, user("sent svar"))
    assert await conversations.clean(database, NOW, KEEP) == 1
    assert await stored(database) == []


async def test_what_begins_at_the_same_place_after_the_deletion_stays(
    database: AsyncEngine,
) -> None:
    later, start = NOW + timedelta(seconds=1), {"event": "session_started"}
    for name in ("slack-a", "slack-b"):
        await store(database, name, NOW, start, user("borta"))
        await conversations.delete(database, name, NOW)
        await store(database, name, later, user("sent svar"))
    await store(database, "slack-a", later, start, user("nytt samtal"))
    assert [event.sender_id for event in await incoming.unread(database, 0, 9)] == ["slack-a"]
    await feedback.give(database, "slack-a", True, None, later)
    assert await conversations.clean(database, later, KEEP) == 2
    async with database.connect() as connection:
        kept = (await connection.scalars(sa.select(events.c.type_name))).all()
    assert kept == ["session_started", "user"]
    assert await verdicts(database) == [("slack-a", True, None)]
    assert await conversations.delete(database, "slack-a", later) == 3
    assert await verdicts(database) == []


async def test_a_deleted_conversation_is_known_of_for_a_day(database: AsyncEngine) -> None:
    await store(database, "slack-a", NOW, user("borta"))
    assert await conversations.deleted_at(database, "slack-a") == 0
    await conversations.delete(database, "slack-a", NOW)
    assert await conversations.deleted_at(database, "slack-a") == NOW.timestamp()
    await conversations.clean(database, NOW + timedelta(hours=25), KEEP)
    assert await conversations.deleted_at(database, "slack-a") == 0


async def test_the_names_of_deleted_conversations_are_forgotten_after_a_day(
    database: AsyncEngine,
) -> None:
    await conversations.delete(database, "browser-a", NOW)
    await conversations.clean(database, NOW + timedelta(hours=25), KEEP)
    async with database.connect() as connection:
        assert (await connection.execute(sa.select(deleted_conversations))).all() == []


async def test_what_is_older_than_the_days_to_keep_is_deleted(database: AsyncEngine) -> None:
    await store(database, "slack-a", NOW - timedelta(days=91), user("gammalt"))
    await store(database, "slack-a", NOW - timedelta(days=89), user("nyare"))
    assert await conversations.clean(database, NOW, KEEP) == 1
    assert await stored(database) == ["nyare"]
    assert await conversations.clean(database, NOW + timedelta(days=2), KEEP) == 1
    assert await stored(database) == []


async def verdicts(database: AsyncEngine) -> list[tuple[str, bool, str | None]]:
    columns = tables.feedback.c
    query = sa.select(columns.conversation, columns.helped, columns.comment)
    async with database.connect() as connection:
        return [tuple(row) for row in await connection.execute(query.order_by(columns.about))]


async def test_feedback_is_about_the_last_message_and_the_latest_word_counts(
    database: AsyncEngine,
) -> None:
    assert not await feedback.give(database, "browser-a", True, None, NOW)
    await store(database, "browser-a", NOW, user("ett"), {"event": "bot", "text": "svar"})
    assert await feedback.give(database, "browser-a", False, "fel nummer", NOW)
    await store(database, "browser-b", NOW, user("annans"))
    await store(database, "browser-a", NOW, user("två"))
    assert await feedback.give(database, "browser-a", False, "hm", NOW)
    assert await feedback.give(database, "browser-a", True, None, NOW)
    assert await verdicts(database) == [
        ("browser-a", False, "fel nummer"),
        ("browser-a", True, None),
    ]


async def test_feedback_is_exported_with_what_it_is_about(database: AsyncEngine) -> None:
    await store(database, "browser-a", NOW - timedelta(days=91), user("gammalt"))
    await feedback.give(database, "browser-a", True, "bra", NOW)
    document = await conversations.export(database, "browser-a", NOW)
    assert document is not None
    (word,) = document["feedback"]
    about = word.pop("about")
    assert isinstance(about, int)
    assert word == {
        "at": "2026-11-24T12:00:00+00:00",
        "text": "gammalt",
        "helped": True,
        "comment": "bra",
    }
    await conversations.clean(database, NOW, KEEP)
    document = await conversations.export(database, "browser-a", NOW)
    assert document is not None
    assert (document["messages"], document["feedback"][0]["text"]) == ([], None)
    assert await conversations.delete(database, "browser-a", NOW) == 1


async def test_feedback_goes_with_its_conversation_and_with_age(database: AsyncEngine) -> None:
    for name, age in (("browser-a", 0), ("browser-b", 91), ("browser-c", 89)):
        await store(database, name, NOW, user("hej"))
        await feedback.give(database, name, True, None, NOW - timedelta(days=age))
    await conversations.delete(database, "browser-a", NOW)
    assert [name for name, *_ in await verdicts(database)] == ["browser-b", "browser-c"]
    await conversations.clean(database, NOW, KEEP)
    assert [name for name, *_ in await verdicts(database)] == ["browser-c"]


async def test_feedback_that_comes_after_the_deletion_goes_too(database: AsyncEngine) -> None:
    await conversations.delete(database, "browser-a", NOW)
    await store(database, "browser-a", NOW, user("sent"))
    await feedback.give(database, "browser-a", True, None, NOW)
    await conversations.clean(database, NOW, KEEP)
    assert await verdicts(database) == []


async def test_an_answer_is_kept_as_it_was_first_given(database: AsyncEngine, facts: Facts) -> None:
    replies = [{"title": "Statistik", "payload": "/statistics"}]
    card = topic_card(facts, "statistics", "sv", NOW, replies)
    (name,) = await answers.keep(database, [card], NOW)
    assert await answers.keep(database, [card], NOW + timedelta(days=1)) == {name}
    content = {field: value for field, value in card.items() if field != "quick_replies"}
    assert await answers.read(database, name) == (content, NOW)
    assert await answers.read(database, "aaaaaaaaaa") is None
    assert await answers.stored_ids(database, [name, "aaaaaaaaaa"]) == {name}


async def test_answers_outlive_the_conversations(database: AsyncEngine, facts: Facts) -> None:
    (name,) = await answers.keep(database, [topic_card(facts, "fallback", "sv", NOW)], NOW)
    await conversations.clean(database, NOW + timedelta(days=3650), KEEP)
    assert await answers.stored_ids(database, [name]) == {name}


async def test_copies_that_keep_the_same_answers_at_once_keep_one_of_each(
    database: AsyncEngine, facts: Facts
) -> None:
    cards = [topic_card(facts, topic, "sv", NOW) for topic in facts.topics]
    results = await asyncio.gather(
        *(answers.keep(database, cards[:: 1 if i % 2 else -1], NOW) for i in range(8))
    )
    assert len(set(map(frozenset, results))) == 1
    async with database.connect() as connection:
        count = await connection.scalar(sa.select(sa.func.count()).select_from(tables.answers))
    assert count == len(cards)


def test_the_id_of_an_answer_is_made_from_what_it_says(facts: Facts) -> None:
    card = topic_card(facts, "statistics", "sv", NOW)
    name = answers.answer_id(card)
    backwards = dict(reversed(card.items()))
    replies = [{"title": "Något annat", "payload": "/help"}]
    assert answers.answer_id({**backwards, "quick_replies": replies, "address": "/x"}) == name
    assert answers.answer_id({**card, "lead": "Ring."}) != name
    assert len({answers.answer_id(topic_card(facts, t, "sv", NOW)) for t in facts.topics}) == len(
        facts.topics
    )
    assert answers.answer_id(message_card("Hej. \ud800", "sv"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_migrations_make_the_tables_that_are_described(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    sqlite = f"sqlite:///{tmp_path / 'x.db'}"
    address = sqlite if kind == "sqlite" else request.getfixturevalue("postgresql_database")
    upgrade(address)
    engine = sa.create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    for table in tables.answers.metadata.sorted_tables:
        columns = {c["name"]: c for c in sa.inspect(engine).get_columns(table.name)}
        assert columns.keys() == {column.name for column in table.columns}
        for column in table.columns:
            assert columns[column.name]["nullable"] == column.nullable, column
            assert isinstance(columns[column.name]["type"], column.type._type_affinity), column
        key = sa.inspect(engine).get_pk_constraint(table.name)["constrained_columns"]
        assert key == [column.name for column in table.primary_key]
    engine.dispose()


async def test_no_copy_of_what_was_deleted_is_left_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "conversations.db"
    upgrade(f"sqlite:///{file}")
    database = open_database(f"sqlite:///{file}")
    secret = "hemligheten om ärendet"
    await store(database, "browser-a", NOW, *[user(f"{secret} {i} " * 20) for i in range(50)])
    await store(database, "browser-b", NOW, user("kvar"))
    assert count_in(file, secret) >= 50
    await conversations.delete(database, "browser-a", NOW)
    assert count_in(file, secret) == 0
    await database.dispose()
    assert count_in(file, secret) == 0
    with sqlite3.connect(file) as connection:
        connection.execute("VACUUM")
    connection.close()
    assert count_in(file, secret) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["conversations.db"]


async def test_a_file_that_is_deleted_is_missed_and_another_in_its_place_is_read(
    tmp_path: Path,
) -> None:
    file = tmp_path / "conversations.db"
    upgrade(f"sqlite:///{file}")
    database = open_database(f"sqlite:///{file}")
    await store(database, "browser-a", NOW, user("hej"))
    other = tmp_path / "copy" / "conversations.db"
    other.parent.mkdir()
    with sqlite3.connect(file) as connection:
        connection.execute("VACUUM INTO ?", [str(other)])
    connection.close()
    await store(database, "browser-a", NOW, user("sagt efter kopian"))
    for part in tmp_path.glob("conversations.db*"):
        part.unlink()
    with pytest.raises(OperationalError):
        await store(database, "browser-a", NOW, user("sagt till ingen"))
    assert not file.exists()
    other.rename(file)
    await store(database, "browser-a", NOW, user("hej igen"))
    query = sa.select(events.c.data).order_by(events.c.id)
    async with database.connect() as connection:
        texts = [json.loads(data)["text"] for data in await connection.scalars(query)]
    assert texts == ["hej", "hej igen"]
    await database.dispose()


async def test_what_is_stored_is_read_while_somebody_writes(tmp_path: Path) -> None:
    file = tmp_path / "conversations.db"
    upgrade(f"sqlite:///{file}")
    database = open_database(f"sqlite:///{file}")
    await store(database, "browser-a", NOW, user("hej"))
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    assert await conversations.exists(database, "browser-a")
    writer.close()
    await database.dispose()


def count_in(file: Path, text: str) -> int:
    """How often the text stands in the file or in its log, as it is or as JSON writes it."""
    content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    return sum(content.count(form.encode()) for form in {text, json.dumps(text)[1:-1]})


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_database_from_before_the_migrations_keeps_what_it_holds(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if kind == "sqlite":
        address = f"sqlite:///{tmp_path / 'old.db'}"
        with sqlite3.connect(tmp_path / "old.db") as old:
            old.executescript(PREVIOUS.read_text(encoding="utf-8"))
        old.close()
    else:
        address = request.getfixturevalue("postgresql_database")
    upgrade(address)
    upgrade(address)
    database = open_database(address)
    if kind == "sqlite":
        messages = await conversations.read_history(database, "browser-sparad")
        assert [m["from"] for m in messages] == ["user", "bot", "user", "bot", "bot", "user", "bot"]
        assert messages[0]["text"] == "Vem är presschef?"
        assert messages[-1]["card"]["title"] == "Comment on an individual case"
    assert await conversations.delete(database, "browser-sparad", NOW) >= 0
    await database.dispose()


def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'new.db'}"
    upgrade(address)
    with sqlite3.connect(tmp_path / "new.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match="senare version"):
        upgrade(address)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgresql://u:hemligt@127.0.0.1:9/x", "går inte att nå"),
        ("sqlite:////proc/finns-inte/x.db", "går inte att nå"),
        ("ingenting", "ingen databasadress"),
        ("mysql://u:hemligt@127.0.0.1/x", "sqlite eller postgresql"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_without_its_password(
    address: str, reason: str
) -> None:
    with pytest.raises(StoreError, match=reason) as error:
        upgrade(address)
    assert "hemligt" not in str(error.value)


def test_a_database_that_can_only_be_read_is_refused(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(StoreError, match="skriva till"):
        upgrade(f"sqlite:///file:{tmp_path / 'x.db'}?mode=ro&uri=true")


async def test_the_commands_export_and_delete_a_conversation(tmp_path: Path) -> None:
    async def run(*words: str) -> tuple[int, str, str]:
        return await asyncio.to_thread(run_here, main, *words, VAR_DIR=str(tmp_path))

    assert (await run("upgrade"))[0] == 0
    database = open_database(f"sqlite:///{tmp_path / 'conversations.db'}")
    await store(database, "browser-a", NOW, user("Hur många?"))
    exported = run_in_a_process(tmp_path, "export", "browser-a")
    assert json.loads(exported.stdout)["messages"][0]["text"] == "Hur många?"
    assert (await run("delete", "browser-a"))[0] == 0
    assert await stored(database) == []
    await database.dispose()
    code, _, error = await run("export", "browser-a")
    assert code == 1
    assert "inget samtal som heter browser-a" in error
    unknown = run_in_a_process(tmp_path, "delete", "browser-a")
    assert unknown.returncode == 1
    assert "inget samtal som heter browser-a" in unknown.stderr


def run_in_a_process(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "web.store", *words],
        env={"VAR_DIR": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_migrations_make_the_tables_as_they_are_described(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'conversations.db'}"
    upgrade(address)
    engine = sa.create_engine(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, trainer_tables.metadata) == []
    engine.dispose()
