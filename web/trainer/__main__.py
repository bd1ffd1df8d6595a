"""Looks after accounts and what was taught, by command: `python -m web.trainer --help`."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.paths import ROOT
from desk.facts.live import LiveFacts
from web.engine_client import EngineClient
from web.settings import Settings, SettingsError, settings_from_environment
from web.store.database import StoreError, open_database, upgrade
from web.store.people import accounts, audit, sessions
from web.store.people.accounts import Account
from web.trainer import export, file_import
from web.trainer.access.people import ROLE_WORDS, ROLES, normal_name
from web.trainer.import_files import ImportFileError
from web.trainer.login.passwords import LEAST_PASSWORD, MOST_PASSWORD, Passwords

# Those who come by the organisation's own login have an @ in their names.
_NAME = re.compile(r"[\w.-]{1,50}")


class AccountError(Exception):
    """What cannot be done, in one sentence for the one who asked."""


def main() -> int:
    """0 if it was done, 1 if not; what went wrong is one sentence on the error stream."""
    args = _arguments()
    try:
        settings = settings_from_environment()
        upgrade(settings.database_url)
        if args.command == "import":
            return asyncio.run(_import(settings, args))
        print(asyncio.run(_run(settings.database_url, args)))
    except (SettingsError, StoreError, AccountError, ImportFileError) as error:
        print(error, file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"Databasen svarar inte ({type(error).__name__}).", file=sys.stderr)
    except OSError as error:
        print(f"{error.filename} går inte att läsa eller skriva.", file=sys.stderr)
    except (KeyboardInterrupt, EOFError):
        print("Inget är ändrat.", file=sys.stderr)
    else:
        return 0
    return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m web.trainer", description=__doc__)
    rooms = parser.add_subparsers(required=True)
    commands = rooms.add_parser("account", help="who may log in with a password of ours")
    doing = commands.add_subparsers(dest="command", required=True)
    doing.add_parser("list", help="list the accounts")
    for command, text in (
        ("add", "add an account; the password is asked for, or read from stdin"),
        ("remove", "remove an account and end its sessions"),
        ("password", "change the password and end the account's sessions"),
        ("role", "change the role and end the account's sessions"),
    ):
        one = doing.add_parser(command, help=text)
        one.add_argument("name")
        if command in ("add", "role"):
            one.add_argument("--role", required=True, choices=ROLES)
    for command, text in (
        ("export", "write what has been taught and kept for tests to the files that git keeps"),
        ("import", "take what those files hold into a database that lacks it"),
    ):
        one = rooms.add_parser(command, help=text)
        one.add_argument("--folder", type=Path, default=ROOT, help="of the repository")
        one.set_defaults(command=command)
        if command == "import":
            one.add_argument(
                "--as-written",
                action="store_true",
                help="take words that may point at a person too: somebody has looked",
            )
    return parser.parse_args()


async def _import(settings: Settings, args: argparse.Namespace) -> int:
    """Take the files in; 1 if a line was refused."""
    async with aiohttp.ClientSession() as session:
        engine = EngineClient(session, settings, LiveFacts())
        result = await file_import.read(
            settings.database_url, engine, args.folder, as_written=args.as_written
        )
    print(f"{result.new} exempel och tester kom till.")
    if result.doubted:
        print("\n".join(result.doubted), file=sys.stderr)
        print(f"{len(result.doubted)} som kom till bör läsas en gång till.", file=sys.stderr)
    if result.refused:
        print("\n".join(result.refused), file=sys.stderr)
        print(f"{len(result.refused)} togs inte med.", file=sys.stderr)
    return 1 if result.refused else 0


async def _run(address: str, args: argparse.Namespace) -> str:
    if args.command == "export":
        paths = await export.write(address, args.folder)
        return "\n".join(map(str, paths)) or "Det finns inget att skriva."
    database, now = open_database(address), datetime.now(UTC)
    try:
        if args.command == "list":
            async with database.connect() as connection:
                return _table(await accounts.every(connection))
        name = normal_name(args.name)
        if not _NAME.fullmatch(name):
            raise AccountError(
                "Ett namn är högst 50 bokstäver, siffror, punkter, bindestreck och understreck."
            )
        async with database.connect() as connection:
            exists = await accounts.find(connection, name) is not None
        if args.command == "add" and exists:
            raise AccountError(f"Det finns redan ett konto som heter {name}.")
        if args.command != "add" and not exists:
            raise AccountError(f"Det finns inget konto som heter {name}.")
        asks = args.command in ("add", "password")
        password_hash = Passwords().hashed(_new_password()) if asks else ""
        async with database.begin() as connection:
            return await _change(connection, args, name, password_hash, now)
    finally:
        await database.dispose()


async def _change(
    connection: AsyncConnection,
    args: argparse.Namespace,
    name: str,
    password_hash: str,
    now: datetime,
) -> str:
    """Change the account as the command says, note it in the log, and end the person's sessions."""
    about = ""
    match args.command:
        case "add":
            about = ROLE_WORDS[args.role]
            await accounts.add(connection, name, args.role, password_hash, now)
            code, sentence = "account_added", f"{name} kan logga in som {about}."
        case "remove":
            await accounts.remove(connection, name)
            code, sentence = "account_removed", f"{name} kan inte logga in längre."
        case "password":
            await accounts.change(connection, name, password_hash=password_hash)
            code, sentence = "account_password", f"{name} har ett nytt lösenord."
        case _:
            about = ROLE_WORDS[args.role]
            await accounts.change(connection, name, role=args.role)
            code, sentence = "account_role", f"{name} är {about}."
    await sessions.delete_all_of(connection, name)
    await audit.note(connection, name, code, about, now)
    return sentence


def _new_password() -> str:
    """Typed twice on a terminal, else one line of stdin.

    Raises:
        AccountError: it is too short or too long, or was not typed the same twice.
    """
    try:
        if not sys.stdin.isatty():
            password = sys.stdin.buffer.readline().decode().rstrip("\r\n")
        else:
            password = getpass.getpass(f"Lösenord (minst {LEAST_PASSWORD} tecken): ")
            if password != getpass.getpass("En gång till: "):
                raise AccountError("Lösenorden är inte lika. Inget är ändrat.")
        password.encode()
    except UnicodeError:
        raise AccountError("Lösenordet är inte UTF-8. Inget är ändrat.") from None
    if len(password) < LEAST_PASSWORD:
        raise AccountError(f"Lösenordet ska ha minst {LEAST_PASSWORD} tecken. Inget är ändrat.")
    if len(password) > MOST_PASSWORD:
        raise AccountError(f"Lösenordet får ha högst {MOST_PASSWORD} tecken. Inget är ändrat.")
    return password


def _table(rows: Sequence[Account]) -> str:
    if not rows:
        return "Det finns inga konton."
    width = max(len(row.name) for row in rows)
    return "\n".join(f"{row.name:{width}}  {ROLE_WORDS[row.role]}" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
