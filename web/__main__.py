"""Starts web as the environment says, and stops it when told to: `python -m web`."""

from __future__ import annotations

import asyncio
import logging
import sys

from aiohttp import web

from contracts.memory import keep_large_pieces_apart, share_one_heap
from contracts.watching.logs import LogsError, log_to_stderr
from contracts.watching.traces import traces_sent
from desk.facts.file import FactsError
from web.app import make_app
from web.assets import AssetsError
from web.http.listening import handed_over, open_sockets
from web.http.open_files import raise_limit
from web.http.serving import serve
from web.settings import Settings, SettingsError, settings_from_environment
from web.store.database import StoreError, upgrade


def main() -> int:
    """Serve until interrupted; 1 if a setting, a file of ours or the database cannot be used."""
    share_one_heap()
    keep_large_pieces_apart()
    try:
        log_to_stderr(logging.INFO)
        settings = settings_from_environment()
        upgrade(settings.database_url)
        app = make_app(settings)
        for sentence in settings.half_set:
            logging.getLogger("web").warning(sentence)
    except (LogsError, SettingsError, FactsError, AssetsError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    raise_limit()
    try:
        with traces_sent("web", settings.traces_endpoint):
            asyncio.run(_serve(app, settings))
    except OSError as error:
        print(f"En port går inte att öppna: {error}", file=sys.stderr)
        return 1
    return 0


async def _serve(app: web.Application, settings: Settings) -> None:
    await serve(app, handed_over() or await open_sockets(settings.host, settings.port))


if __name__ == "__main__":
    sys.exit(main())
