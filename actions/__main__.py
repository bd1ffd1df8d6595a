"""Starts the action server on loopback, in one process."""

from __future__ import annotations

import argparse
import logging
import sys
import warnings

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic.request import Request

from actions.facts import live_facts
from contracts.logs import HEADER, LogsError, begin_request, log_to_stderr
from desk.facts.file import FactsError


def main() -> int:
    """Serve until interrupted; return 1 if the facts cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5055)
    args = parser.parse_args()
    try:
        log_to_stderr(logging.INFO)
    except LogsError as error:
        print(error, file=sys.stderr)
        return 1
    logging.getLogger("sanic.access").setLevel(logging.WARNING)
    # rasa-sdk warns at every call that Rasa 3.6 is older than itself. The two are pinned, and
    # tests run them together; the payloads are unchanged since 3.6.
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk")
    executor = ActionExecutor()
    try:
        live_facts()
        executor.register_package("actions")
    except FactsError as error:
        print(error, file=sys.stderr)
        return 1
    app = create_app(executor, cors_origins=[])
    app.register_middleware(_name_request, "request")
    app.run(host=args.host, port=args.port, single_process=True, motd=False, access_log=False)
    return 0


async def _name_request(request: Request) -> None:
    """Call the request in our log what web calls it in its own."""
    begin_request(request.headers.get(HEADER))


if __name__ == "__main__":
    sys.exit(main())
