"""How examples and tests are stored, in SQLite and in PostgreSQL, and how they become files."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import releases
from desk.facts.live import LiveFacts
from tests.databases import make_sqlite
from tests.web.commands import run_here
from tests.web.conftest import StandInEngine, make_settings
from tests.web.stores import say, user
from tests.web.trainer.conftest import hides
from web.engine_client import EngineClient
from web.store.database import open_database
from web.store.releases import candidates
from web.store.review import reviews
from web.store.teaching import examples, kept_tests
from web.store.teaching.examples import ExampleFilters, TaughtExample
from web.store.teaching.kept_tests import HOLDOUT, STORY, KeptTest
from web.store.trainer_tables import audit
from web.trainer import export, file_import
from web.trainer.__main__ import main
from web.trainer.import_files import ImportFileError
from web.trainer.inbox.intake import take_in

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EXAMPLE = TaughtExample("Hur många tulpaner?", "statistics", "sv", "anna", NOW.timestamp())
STORY_TEST = KeptTest(STORY, "ett: samtal", "- user: |\n    hej\n", "anna", NOW.timestamp())


@pytest.fixture
async def database(address: str) -> AsyncIterator[AsyncEngine]:
    result = open_database(address)
    yield result
    await result.dispose()


@pytest.fixture
async def client(engine: StandInEngine, tmp_path: Path) -> AsyncIterator[EngineClient]:
    """Web's way to an engine that masks nothing."""
    engine.masks = hides()
    async with aiohttp.ClientSession() as session:
        yield EngineClient(session, make_settings(engine, tmp_path / "x.db"), LiveFacts())


async def rows_of(database: AsyncEngine, **filters: str) -> list[TaughtExample]:
    rows, total = await examples.page(database, ExampleFilters(**filters), 0, 100)
    assert len(rows) == total
    return [example for _, example in rows]


async def number_of(database: AsyncEngine) -> int:
    return (await examples.page(database, ExampleFilters(), 0, 1))[0][0][0]


async def noted(database: AsyncEngine) -> list[tuple[str, str]]:
    async with database.connect() as connection:
        rows = await connection.execute(
            sa.select(audit.c.person, audit.c.what).order_by(audit.c.id)
        )
        return [(row.person, row.what) for row in rows]


async def test_a_text_is_kept_once(database: AsyncEngine) -> None:
    assert await examples.add(database, EXAMPLE, NOW)
    assert not await examples.add(database, replace(EXAMPLE, label="thanks"), NOW)
    assert await rows_of(database) == [EXAMPLE]
    assert await noted(database) == [("anna", "example_added")]


async def test_the_longest_and_oddest_text_is_kept(database: AsyncEngine) -> None:
    chance = random.Random(1)
    long = replace(EXAMPLE, text="".join(chr(0x1F300 + chance.randrange(700)) for _ in range(2000)))
    assert await examples.add(database, long, NOW)
    message = kept_tests.kept_message("thanks", "sv", long.text, "anna", NOW)
    assert await kept_tests.keep(database, message, NOW)
    assert await kept_tests.held_out(database) == [long.text]


async def test_a_change_counts_only_if_nobody_was_first(database: AsyncEngine) -> None:
    await examples.add(database, EXAMPLE, NOW)
    number = await number_of(database)
    after = replace(EXAMPLE, text="Antalet tulpaner?", person="bodil")
    assert await examples.change(database, number, EXAMPLE, after, NOW) == "changed"
    assert await examples.change(database, number, EXAMPLE, after, NOW) == "stale"
    await examples.add(database, EXAMPLE, NOW)
    assert await examples.change(database, number, after, EXAMPLE, NOW) == "taken"
    assert await examples.read(database, number) == after
    assert (await noted(database))[1:] == [("bodil", "example_changed"), ("anna", "example_added")]


async def test_a_number_is_never_given_to_another_example(database: AsyncEngine) -> None:
    await examples.add(database, EXAMPLE, NOW)
    number = await number_of(database)
    assert await examples.remove(database, number, "bodil", NOW) == EXAMPLE
    assert await examples.remove(database, number, "bodil", NOW) is None
    assert await examples.add(database, EXAMPLE, NOW, by="bodil")
    assert await number_of(database) != number
    assert (await noted(database))[1:] == [
        ("bodil", "example_removed"),
        ("bodil", "example_restored"),
    ]


async def test_examples_are_found_by_what_they_are(database: AsyncEngine) -> None:
    other = TaughtExample("Tack för 100 %_!", "thanks", "en", "bodil", NOW.timestamp() + 1)
    for example in (EXAMPLE, other):
        await examples.add(database, example, NOW)
    assert await rows_of(database) == [other, EXAMPLE]
    assert await rows_of(database, label="thanks") == [other]
    assert await rows_of(database, language="sv", person="anna") == [EXAMPLE]
    assert await rows_of(database, text="TULPAN") == [EXAMPLE]
    assert await rows_of(database, text="%_") == [other]
    assert await rows_of(database, text="ingen") == []
    assert await examples.people(database) == ["anna", "bodil"]
    rows, total = await examples.page(database, ExampleFilters(), 1, 1)
    assert ([example for _, example in rows], total) == ([EXAMPLE], 2)


async def test_what_is_taught_leaves_out_the_one_that_is_changed(database: AsyncEngine) -> None:
    await examples.add(database, EXAMPLE, NOW)
    number = await number_of(database)
    await examples.add(database, replace(EXAMPLE, text="tack", label="thanks"), NOW)
    assert sorted(await examples.texts_with_labels(database)) == [
        ("Hur många tulpaner?", "statistics"),
        ("tack", "thanks"),
    ]
    assert await examples.texts_with_labels(database, number) == [("tack", "thanks")]


async def test_new_is_what_the_released_model_has_not_learnt(database: AsyncEngine) -> None:
    await examples.add(database, EXAMPLE, NOW)
    assert await examples.count_new(database) == 1
    later = NOW + timedelta(minutes=5)

    async def release(candidate: int | None) -> None:
        async with database.begin() as connection:
            row = {"model": "m", "candidate": candidate, "person": "x", "released_at": 0.0}
            await connection.execute(sa.insert(releases).values(row))

    trained = await candidates.add(database, "job", {}, "x", NOW + timedelta(minutes=1))
    await release(trained)
    assert await examples.count_new(database) == 0
    await examples.add(database, replace(EXAMPLE, text="tack", added_at=later.timestamp()), later)
    assert await examples.count_new(database) == 1
    # Back to a model that is no candidate.
    await release(None)
    assert await examples.count_new(database) == 2


async def test_the_exported_examples_stand_by_language_label_and_text(
    database: AsyncEngine,
) -> None:
    for text, label, language in [
        ("tulpaner?", "statistics", "sv"),
        ("- antal", "statistics", "sv"),
        ("bye", "goodbye", "en"),
    ]:
        await examples.add(
            database, replace(EXAMPLE, text=text, label=label, language=language), NOW
        )
    assert await examples.as_yaml(database) == (
        'version: "3.1"\n'
        "nlu:\n"
        "  - intent: goodbye\n"
        "    metadata: {language: en}\n"
        "    examples: |\n"
        "      - bye\n"
        "  - intent: statistics\n"
        "    metadata: {language: sv}\n"
        "    examples: |\n"
        "      - - antal\n"
        "      - tulpaner?\n"
    )


async def test_tests_are_kept_changed_and_removed(database: AsyncEngine) -> None:
    assert await kept_tests.keep(database, STORY_TEST, NOW)
    assert not await kept_tests.keep(database, STORY_TEST, NOW)
    message = kept_tests.kept_message("thanks", "sv", "tack", "anna", NOW)
    assert await kept_tests.keep(database, message, NOW)
    assert not await kept_tests.keep(database, message, NOW)
    assert await kept_tests.held_out(database) == ["tack"]
    ((number, _),) = await kept_tests.every(database, STORY)
    ((other, _),) = await kept_tests.every(database, HOLDOUT)
    renamed = replace(STORY_TEST, name="b")

    async def change(of: int, before: KeptTest, after: KeptTest) -> str:
        return await kept_tests.change(database, of, before, after, "bodil", NOW)

    assert await change(number, STORY_TEST, renamed) == "changed"
    assert await change(number, STORY_TEST, replace(renamed, name="c")) == "stale"
    assert await change(number, renamed, replace(renamed, name=message.name)) == "taken"
    assert await change(other, message, message) == "changed"
    assert await kept_tests.read(database, number) == renamed
    assert await kept_tests.stories_yaml(database) == (
        'version: "3.1"\nstories:\n  - story: b\n    steps:\n      - user: |\n          hej\n'
    )
    assert await kept_tests.holdout_tsv(database) == "thanks\tsv\ttack\n"
    assert await kept_tests.remove(database, number, "bodil", NOW) == renamed
    assert await kept_tests.remove(database, number, "bodil", NOW) is None
    assert [what for _, what in await noted(database)] == [
        "test_story",
        "test_holdout",
        "test_changed",
        "test_changed",
        "test_removed",
    ]


async def test_files_are_written_read_into_another_database_and_deleted_when_empty(
    address: str, database: AsyncEngine, tmp_path: Path, client: EngineClient
) -> None:
    root = tmp_path / "root"
    assert await export.write(address, root) == []
    assert not list(root.rglob("*.*"))
    await examples.add(database, EXAMPLE, NOW)
    await kept_tests.keep(database, STORY_TEST, NOW)
    await kept_tests.keep(
        database, kept_tests.kept_message("thanks", "sv", "tack", "anna", NOW), NOW
    )
    paths = await export.write(address, root)
    assert [str(path.relative_to(root)) for path in paths] == [
        "data/nlu/reviewed.yml",
        "evaluation/stories/reviewed.yml",
        "evaluation/holdout/reviewed.tsv",
    ]
    content = [path.read_text(encoding="utf-8") for path in paths]
    assert content[0] == await examples.as_yaml(database)
    assert [path.name for path in root.rglob("*.*")] == [path.name for path in paths]

    empty = make_sqlite(tmp_path / "empty.db")
    assert await file_import.read(empty, client, root) == (3, [], [])
    assert await file_import.read(empty, client, root) == (0, [], [])
    assert await export.write(empty, root) == paths
    assert [path.read_text(encoding="utf-8") for path in paths] == content

    await examples.remove(database, await number_of(database), "anna", NOW)
    for kind in (STORY, HOLDOUT):
        for number, _ in await kept_tests.every(database, kind):
            await kept_tests.remove(database, number, "anna", NOW)
    assert await export.write(address, root) == []
    assert not list(root.rglob("*.*"))


FILES = {
    export.EXAMPLES: """version: "3.1"
nlu:
  - intent: statistics
    metadata: {language: sv}
    examples: |
      - Hur många tulpaner?
      - ring Eva Karlsson
  - intent: finnsinte
    metadata: {language: sv}
    examples: |
      - Hur många rosor?
  - intent: thanks
    metadata: {language: xx}
    examples: |
      - tack för rosorna
""",
    export.STORIES: """version: "3.1"
stories:
  - story: ett
    steps:
      - user: |
          jag heter Eva Karlsson
  - story: två
    steps:
      - user: |
          hej
""",
    export.MESSAGES: "thanks\tsv\ttack\nthanks\tsv\tEva Karlsson tackar\n",
}


def write(root: Path, files: dict[Path, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


async def test_an_import_checks_what_the_pages_check_and_says_where(
    tmp_path: Path, engine: StandInEngine, client: EngineClient
) -> None:
    address = make_sqlite(tmp_path / "conversations.db")
    engine.masks = hides("Eva Karlsson")
    unknown = {"reason": "unknown_label", "where": "", "label": None, "text": None}
    engine.refuses = lambda row: unknown if row["label"] == "finnsinte" else None
    write(tmp_path, FILES)
    result = await file_import.read(address, client, tmp_path)
    assert result.new == 3
    person = "Har något som kan peka ut någon: ”Eva Karlsson”. Byt ut det mot något påhittat."
    assert result.refused == [
        f"{tmp_path / export.MESSAGES}:2: {person}",
        f"{tmp_path / export.EXAMPLES}:7: {person}",
        f"{tmp_path / export.STORIES}:3: {person}",
        f"{tmp_path / export.EXAMPLES}:11: Välj en etikett som boten har.",
        f"{tmp_path / export.EXAMPLES}:15: Språket ska vara ett av sv, en, no, da.",
    ]
    assert result.doubted == []
    assert engine.received[-1]["rows"][0] == ["tack", "thanks", True]
    database = open_database(address)
    assert await examples.texts_with_labels(database) == [("Hur många tulpaner?", "statistics")]
    await database.dispose()
    # Somebody has looked: no word of these points at anybody.
    result = await file_import.read(address, client, tmp_path, as_written=True)
    assert (result.new, len(result.refused)) == (3, 2)


async def test_an_import_refuses_what_is_set_aside_and_names_the_file_of_a_base_example(
    tmp_path: Path, engine: StandInEngine, client: EngineClient
) -> None:
    address = make_sqlite(tmp_path / "conversations.db")
    database = open_database(address)
    now = datetime.now(UTC)
    (message,) = await say(database, "browser-a", now, user("Hur många tulpaner?", "statistics"))
    await take_in(database, now, share=0, aside=100)
    await reviews.give(database, message, "anna", "right", "statistics", now)
    write(tmp_path, {export.EXAMPLES: FILES[export.EXAMPLES].partition("      - ring")[0]})
    where = {"where": "data/nlu/sv/statistics.yml", "label": "statistics", "text": "Hur många?"}
    engine.refuses = lambda row: {"reason": "known", **where}
    result = await file_import.read(address, client, tmp_path)
    (check,) = [body for body in engine.received if "rows" in body]
    assert check["taught"] == [["Hur många tulpaner?", None]]
    (line,) = result.refused
    assert "grundexemplen (data/nlu/sv/statistics.yml): ”Hur många?”" in line
    await database.dispose()


async def test_an_import_checks_the_texts_and_labels_of_stories(
    tmp_path: Path, engine: StandInEngine, client: EngineClient
) -> None:
    address = make_sqlite(tmp_path / "conversations.db")
    step = "  - story: {0}\n    steps:\n      - user: |\n          {0}\n        intent: {1}\n"
    stories = [("ring 070-174", "greet"), ("hejsan", "finnsinte"), ("tack", "thanks")]
    text = "stories:\n" + "".join(step.format(*story) for story in stories)
    write(tmp_path, {export.STORIES: text + "      - user: |\n          /check_case\n"})

    def refuses(row: dict[str, Any]) -> dict[str, Any] | None:
        reasons = {"ring 070-174": "unmasked", "tack": "holdout", "hejsan": "unknown_label"}
        reason = reasons[row["text"]]
        where = "telefon" if reason == "unmasked" else "a.yml"
        return {"reason": reason, "where": where, "label": None, "text": None}

    engine.refuses = refuses
    result = await file_import.read(address, client, tmp_path)
    path = tmp_path / export.STORIES
    assert result.new == 1
    assert [line.split(" Ta bort")[0] for line in result.refused] == [
        f"{path}:2: ”ring 070-174”: Texten har ett telefonnummer i sig.",
        f"{path}:7: ”hejsan”: Välj en etikett som boten har.",
    ]


async def test_an_import_says_which_examples_go_against_a_sure_bot(
    tmp_path: Path, engine: StandInEngine, client: EngineClient
) -> None:
    address = make_sqlite(tmp_path / "conversations.db")
    engine.reads = ("press_contact", 0.99)
    write(tmp_path, {export.EXAMPLES: FILES[export.EXAMPLES].split("      - ring")[0]})
    write(tmp_path, {export.MESSAGES: "thanks\tsv\ttack\n"})
    result = await file_import.read(address, client, tmp_path)
    assert (result.new, result.refused) == (2, [])
    assert result.doubted == [
        f"{tmp_path / export.EXAMPLES}:6: Boten är 99 % säker på Presstjänsten. Ändå? "
        "Etiketten är Statistik."
    ]


async def test_nothing_is_imported_while_the_engine_cannot_check(
    tmp_path: Path, engine: StandInEngine, client: EngineClient
) -> None:
    address = make_sqlite(tmp_path / "conversations.db")
    write(tmp_path, FILES)
    engine.status = 500
    with pytest.raises(ImportFileError, match="Motorn svarar inte"):
        await file_import.read(address, client, tmp_path)


async def test_the_commands_move_files_and_say_so(tmp_path: Path, engine: StandInEngine) -> None:
    engine.masks = hides("Eva Karlsson")
    settings = {"VAR_DIR": str(tmp_path), "ENGINE_URL": engine.url, "ENGINE_TOKEN": "token"}

    async def run(command: str, folder: Path) -> tuple[int, str, str]:
        words = (command, "--folder", str(folder))
        return await asyncio.to_thread(run_here, main, *words, **settings)

    messages = tmp_path / "evaluation" / "holdout" / "reviewed.tsv"
    write(tmp_path, {export.MESSAGES: FILES[export.MESSAGES]})
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "web.trainer", "import", "--folder", tmp_path],
        env={**settings, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == "1 exempel och tester kom till.\n"
    assert done.stderr.startswith(f"{messages}:2: Har något")
    assert done.stderr.endswith("1 togs inte med.\n")
    messages.unlink()
    assert (await run("export", tmp_path))[1] == f"{messages}\n"
    assert messages.read_text(encoding="utf-8") == "thanks\tsv\ttack\n"
    assert (await run("import", tmp_path))[:2] == (0, "0 exempel och tester kom till.\n")
    code, _, error = await run("export", messages)
    assert code == 1
    assert error.endswith("går inte att läsa eller skriva.\n")
    messages.write_text("thanks\tsv\ttack\ntack\n", encoding="utf-8")
    code, _, error = await run("import", tmp_path)
    assert code == 1
    assert error.startswith(f"{messages}:2: ska ha etikett, språk och text")


@pytest.mark.parametrize("path", [export.EXAMPLES, export.STORIES, export.MESSAGES])
@pytest.mark.parametrize("content", ["x", "- x", "nlu: x\nstories: x", "a: [", "\xff"])
async def test_a_file_that_is_not_as_it_was_written_is_not_taken(
    tmp_path: Path, path: Path, content: str, client: EngineClient
) -> None:
    address = make_sqlite(tmp_path / "conversations.db")
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(content, encoding="latin-1")
    with pytest.raises(ImportFileError, match=str(path)):
        await file_import.read(address, client, tmp_path)


async def test_yaml_that_cannot_be_read_is_told_with_its_line(
    tmp_path: Path, client: EngineClient
) -> None:
    write(tmp_path, {export.EXAMPLES: 'version: "3.1"\nnlu:\n  - intent: [\n'})
    with pytest.raises(ImportFileError, match=r"reviewed\.yml:4: går inte att läsa som YAML"):
        await file_import.read("sqlite://", client, tmp_path)


@pytest.mark.parametrize(
    ("path", "content", "line"),
    [
        (export.EXAMPLES, "nlu:\n- intent: greet\n  examples: |\n    - hej\n- intent: x\n", 5),
        (export.STORIES, "stories:\n- story: a\n  steps:\n  - user: hej\n- x\n", 5),
        (export.STORIES, "stories:\n- story: a\n  steps: hej\n", 2),
        (export.STORIES, "stories:\n- story: a\n  steps:\n  - user: [hej]\n", 2),
    ],
)
async def test_a_block_of_another_form_is_told_with_its_line(
    tmp_path: Path, path: Path, content: str, line: int, client: EngineClient
) -> None:
    write(tmp_path, {path: content})
    with pytest.raises(ImportFileError, match=rf"{path}:{line}: är inte .* som det skrevs"):
        await file_import.read("sqlite://", client, tmp_path)
