"""Looks after the store from the command line: `python -m web.store --help`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from web.settings import Settings, SettingsError, settings_from_environment
from web.store import known_time
from web.store.cleaning import Cleaning
from web.store.conversations.history import delete, export
from web.store.conversations.vendor_names import place_name
from web.store.database import StoreError, open_database, upgrade

_IN_DOUBT = (
    "Datorns klocka säger {now}, men senast rensades det {before}. Stämmer klockan, kör igen med "
    "--all."
)


def main() -> int:
    """0 if it was done, 1 if not; what went wrong is one sentence on the error stream."""
    parser = argparse.ArgumentParser(prog="python -m web.store", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("upgrade", help="bring the tables to the present version")
    command = commands.add_parser(
        "clean", help="delete what is older than KEEP_DAYS, and sessions that have ended"
    )
    command.add_argument(
        "--all", action="store_true", help="even if the last cleaning is more than an hour ago"
    )
    for name, text in (
        ("export", "print everything that is stored of a conversation, as JSON"),
        ("delete", "delete a conversation from every table"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("conversation", help="its name, as the chat page shows it")
    naming = commands.add_parser("name", help="print a conversation's name, from the vendor's ids")
    vendors = naming.add_subparsers(dest="vendor", required=True)
    slack = vendors.add_parser("slack", help="a direct conversation, a thread, or the command's")
    slack.add_argument("team", help="the workspace, T…, or the organisation, E…")
    slack.add_argument("channel", help="D… of the direct conversation, or C…")
    slack.add_argument("who", help="who wrote, U…; of a thread in a channel the time it began")
    slack.add_argument("--asker", help="of a thread: who asked there, U…")
    slack.add_argument(
        "--command", dest="is_command", action="store_true", help="what was asked by /presstjanst"
    )
    teams = vendors.add_parser("teams", help="a chat, or a thread with its ;messageid=…")
    teams.add_argument("tenant", help="the organisation's id")
    teams.add_argument("conversation", help="the chat's id: a:…, or 19:…")
    teams.add_argument("--team", default="", help="of a channel: the team's id, 19:…")
    teams.add_argument("--asker", help="where several write: who asked there, 29:…")
    args = parser.parse_args()
    try:
        settings = settings_from_environment()
        if args.command == "name":
            print(_name(settings.secret_key, args))
            return 0
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
            keep = timedelta(days=settings.keep_days)
            async with database.connect() as connection:
                known = await known_time.read(connection)
            if not args.all and known and known.is_passed_by(now.timestamp()):
                before = datetime.fromtimestamp(known.cleaned_at, UTC)
                print(_IN_DOUBT.format(now=_time(now), before=_time(before)), file=sys.stderr)
                return 1
            count = await Cleaning(database, keep).clean(now, is_right=True)
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


def _name(secret_key: str, args: argparse.Namespace) -> str:
    """As the channels name what is said there."""
    asker = [args.asker] if args.asker else []
    if args.vendor == "slack":
        place = (args.channel, args.who, *asker, *(["command"] if args.is_command else []))
        return place_name(secret_key, "slack", args.team, *place)
    installation = args.team or args.conversation.partition(";")[0]
    return place_name(secret_key, "teams", installation, args.tenant, args.conversation, *asker)


def _time(time: datetime) -> str:
    return f"{time.astimezone():%Y-%m-%d %H:%M}"


def _unknown(conversation: str) -> int:
    print(f"Det finns inget samtal som heter {conversation}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
