"""`python -m web.trainer account`: who may log in with a password, from the command line."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.web.commands import run_here
from tests.web.trainer.conftest import PASSWORD, log_in, logged, try_to_log_in
from web import keys
from web.store.people import accounts
from web.trainer.__main__ import main

IN_A_TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"


def settings_for(database: Path) -> dict[str, str]:
    return {"VAR_DIR": str(database.parent / "var"), "DATABASE_URL": f"sqlite:///{database}"}


async def account(
    database: Path, *words: str, entry: str | bytes = PASSWORD
) -> tuple[int, str, str]:
    """Run a command while the app runs; its code and what it wrote on its two streams."""
    entry = entry if isinstance(entry, bytes) else f"{entry}\n".encode()
    settings = settings_for(database)
    return await asyncio.to_thread(run_here, main, "account", *words, entry=entry, **settings)


async def account_in_a_process(database: Path, *words: str) -> tuple[int, str, str]:
    """The same as it is called, in a process of its own."""
    process = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "web.trainer", "account", *words],
        input=f"{PASSWORD}\n".encode(),
        capture_output=True,
        check=False,
        env={**os.environ, **settings_for(database)},
    )
    return process.returncode, process.stdout.decode(), process.stderr.decode()


def account_in_a_terminal(database: Path, *answers: str) -> tuple[int, str]:
    """Add anna in a terminal, typing an answer at each prompt; its code and what was seen."""
    command = [sys.executable, "-m", "web.trainer", "account", "add", "anna", "--role", "reader"]
    with subprocess.Popen(
        [sys.executable, "-c", IN_A_TERMINAL, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **settings_for(database)},
    ) as process:
        assert process.stdin
        assert process.stdout
        output = b""
        for answer in answers:
            while not output.endswith(b": "):
                more = process.stdout.read(1)
                assert more, output
                output += more
            process.stdin.write(f"{answer}\n".encode())
            process.stdin.flush()
            output += process.stdout.read(1)
        output += process.stdout.read()
    return process.returncode, output.decode()


async def test_an_account_that_is_added_can_log_in(client: TestClient, database: Path) -> None:
    added = await account_in_a_process(database, "add", "Anna", "--role", "trainer")
    assert added[:2] == (0, "anna kan logga in som tränare.\n")
    assert (await try_to_log_in(client, "anna")).status == 303
    assert (await logged(client))[0] == ("anna", "account_added", "tränare")
    assert (await account(database, "list"))[1] == "anna  tränare\n"


async def test_there_is_no_account_until_somebody_makes_one(database: Path) -> None:
    assert await account(database, "list") == (0, "Det finns inga konton.\n", "")


@pytest.mark.parametrize(
    ("words", "entry", "sentence"),
    [
        (
            ("add", "anna", "--role", "reader"),
            PASSWORD,
            "Det finns redan ett konto som heter anna.",
        ),
        (("add", "bo@press.example", "--role", "reader"), PASSWORD, "Ett namn är högst 50"),
        (("add", "a" * 51, "--role", "reader"), PASSWORD, "Ett namn är högst 50"),
        (("add", "", "--role", "reader"), PASSWORD, "Ett namn är högst 50"),
        (("add", "bo", "--role", "reader"), "elva tecken", "minst 12 tecken. Inget är ändrat."),
        (("add", "bo", "--role", "reader"), b"", "minst 12 tecken. Inget är ändrat."),
        (("add", "bo", "--role", "reader"), b"\xff" * 12, "inte UTF-8. Inget är ändrat."),
        (("add", "bo", "--role", "reader"), "a" * 501, "högst 500 tecken. Inget är ändrat."),
        (("password", "anna"), "kort", "minst 12 tecken. Inget är ändrat."),
        (("password", "bo"), PASSWORD, "Det finns inget konto som heter bo."),
        (("remove", "bo"), PASSWORD, "Det finns inget konto som heter bo."),
        (("role", "bo", "--role", "reader"), PASSWORD, "Det finns inget konto som heter bo."),
    ],
)
async def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    client: TestClient, database: Path, words: tuple[str, ...], entry: str | bytes, sentence: str
) -> None:
    await log_in(client, "trainer", "anna")
    code, out, error = await account(database, *words, entry=entry)
    assert (code, out) == (1, "")
    assert sentence in error
    assert len(error.splitlines()) == 1
    assert client.app is not None
    async with client.app[keys.DATABASE].connect() as connection:
        assert [(row.name, row.role) for row in await accounts.every(connection)] == [
            ("anna", "trainer")
        ]
    assert (await client.get("/trana/logg")).url.path == "/trana/logg"


async def test_a_role_that_there_is_none_of_is_refused(database: Path) -> None:
    code, _, error = await account(database, "add", "anna", "--role", "admin")
    assert code == 2
    assert "reader, trainer, releaser" in error.replace("'", "")


@pytest.mark.parametrize(
    ("words", "what", "about"),
    [
        (("password", "anna"), "account_password", ""),
        (("role", "anna", "--role", "releaser"), "account_role", "utgivare"),
        (("remove", "anna"), "account_removed", ""),
    ],
)
async def test_a_change_ends_the_person_s_sessions(
    client: TestClient, database: Path, words: tuple[str, ...], what: str, about: str
) -> None:
    await log_in(client, "trainer", "anna")
    assert (await account(database, *words, entry="ett annat lösenord"))[0] == 0
    assert (await client.get("/trana/logg", allow_redirects=False)).status == 303
    assert (await logged(client))[-1] == ("anna", what, about)
    old = await try_to_log_in(client, "anna")
    assert (old.status == 303) == (what == "account_role")
    new = await try_to_log_in(client, "anna", "ett annat lösenord")
    assert (new.status == 303) == (what == "account_password")


async def test_in_a_terminal_the_password_is_typed_twice_and_not_shown(database: Path) -> None:
    code, output = await asyncio.to_thread(account_in_a_terminal, database, PASSWORD, PASSWORD)
    assert code == 0, output
    assert "Lösenord (minst 12 tecken): " in output
    assert "En gång till: " in output
    assert "anna kan logga in som läsare." in output
    assert PASSWORD not in output


async def test_in_a_terminal_two_that_differ_change_nothing(database: Path) -> None:
    code, output = await asyncio.to_thread(
        account_in_a_terminal, database, PASSWORD, PASSWORD + "t"
    )
    assert code == 1
    assert "Lösenorden är inte lika. Inget är ändrat." in output
    assert (await account(database, "list"))[1] == "Det finns inga konton.\n"


async def test_a_database_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("ingen databas, men tillräckligt lång för att se ut som en")
    code, _, error = await account_in_a_process(tmp_path / "x", "list")
    assert code == 1
    assert "går inte att nå eller skriva till" in error
    assert len(error.splitlines()) == 1
