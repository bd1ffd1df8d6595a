"""Starts the action server on loopback, in one process."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, override

from rasa_sdk.executor import ActionExecutor

from actions.facts import live_facts
from contracts.watching import traces
from contracts.watching.logs import REQUEST_ID_HEADER, LogsError, begin_request, log_to_stderr
from contracts.watching.traces import TracesError, span, traces_endpoint, traces_sent
from desk.facts.file import FactsError

if TYPE_CHECKING:
    from sanic.request import Request

_PARENT: ContextVar[str | None] = ContextVar("parent", default=None)


class TracedActions(ActionExecutor):  # type: ignore[misc]
    """The actions, each told of as a span of the engine's.

    rasa-sdk's own spans would tell of the conversation.
    """

    @override
    async def run(self, action_call: dict[str, Any]) -> Any:
        name = action_call.get("next_action")
        known = str(name) if name in self.actions else "unknown"
        with span("action", "SERVER", _PARENT.get(), action=known):
            return await super().run(action_call)


def main() -> int:
    """Serve until interrupted; return 1 if the facts cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5055)
    args = parser.parse_args()
    try:
        log_to_stderr(logging.INFO)
        endpoint = traces_endpoint(os.environ)
    except (LogsError, TracesError) as error:
        print(error, file=sys.stderr)
        return 1
    logging.getLogger("sanic.access").setLevel(logging.WARNING)
    # rasa-sdk warns at every call that Rasa 3.6 is older than itself. The two are pinned, and
    # tests run them together; the payloads are unchanged since 3.6.
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk")
    executor = TracedActions()
    try:
        live_facts()
        executor.register_package("actions")
    except FactsError as error:
        print(error, file=sys.stderr)
        return 1
    # Here, and not above: an engine imports this module with the package's others, and needs
    # neither this server nor the OpenTelemetry and gRPC that come with it.
    from rasa_sdk.endpoint import create_app

    app = create_app(executor, cors_origins=[])
    app.register_middleware(_name_request, "request")
    with traces_sent("actions", endpoint):
        app.run(host=args.host, port=args.port, single_process=True, motd=False, access_log=False)
    return 0


async def _name_request(request: Request) -> None:
    """Call the request in our log what web calls it in its own, and know whose span it is."""
    begin_request(request.headers.get(REQUEST_ID_HEADER))
    _PARENT.set(request.headers.get(traces.TRACE_HEADER))


if __name__ == "__main__":
    sys.exit(main())
