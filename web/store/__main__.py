"""Looks after the store from the command line: `python -m web.store --help`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from web.settings import Settings, SettingsError, settings_from_environment
from web.store.conversations.history import clean, delete, export
from web.store.database import StoreError, open_database, upgrade
from web.store.people import sessions


def main() -> int:
    """0 if it was done, 1 if not; what went wrong is one sentence on the error stream."""
    parser = argparse.ArgumentParser(prog="python -m web.store", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("upgrade", help="bring the tables to the present version")
    commands.add_parser(
        "clean", help="delete what is older than KEEP_DAYS, and sessions that have ended"
    )
    for name, text in (
        ("export", "print everything that is stored of a conversation, as JSON"),
        ("delete", "delete a conversation from every table"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("conversation", help="its name, as the chat page shows it")
    args = parser.parse_args()
    try:
        settings = settings_from_environment()
        upgrade(settings.database_url)
        return asyncio.run(_run(settings, args))
    except (SettingsError, StoreError) as error:
        print(error, file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"Databasen svarar inte ({type(error).__name__}).", file=sys.stderr)
    return 1


async def _run(settings: Settings, args: argparse.Namespace) -> int:
    database = open_database(settings.database_url)
    now = datetime.now(UTC)
    try:
        if args.command == "clean":
            count = await clean(database, now, timedelta(days=settings.keep_days))
            async with database.begin() as connection:
                await sessions.clean(connection, now)
            print(f"{count} händelser togs bort.")
        elif args.command == "export":
            document = await export(database, args.conversation, now)
            if document is None:
                return _unknown(args.conversation)
            print(json.dumps(document, ensure_ascii=False, indent=2))
        elif args.command == "delete":
            if not await delete(database, args.conversation, now):
                return _unknown(args.conversation)
            print(f"Samtalet {args.conversation} är raderat.")
    finally:
        await database.dispose()
    return 0


def _unknown(conversation: str) -> int:
    print(f"Det finns inget samtal som heter {conversation}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
