"""Runs custom actions in this process, in place of a server that is asked over HTTP.

Rasa asks an action server through its endpoint, with the conversation as a dict. `LocalActions`
is such an endpoint, whose server is a package of rasa-sdk actions, imported here: nothing is
written as JSON, and the domain is made into a dict once.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any, override

from rasa.core.agent import Agent
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection, Tracker

from contracts.paths import ROOT
from contracts.watching.logs import REQUEST, REQUEST_ID_HEADER
from contracts.watching.metrics import timed
from contracts.watching.traces import trace_headers
from engine.settings import EngineSettings

log = logging.getLogger(__name__)

ACTION_SECONDS = 3.0
UNHURRIED_SECONDS = 60.0  # where nobody waits for the answer, and a late one is no fault
_WORKERS = 4

Action = Callable[[CollectingDispatcher, Tracker, dict[str, Any]], Coroutine[Any, Any, Any]]
_Call = tuple[Future[Any], Callable[[], Coroutine[Any, Any, Any]]]


class Workers:
    """Threads that run coroutines to their end, so that one that hangs holds nobody else up.

    A thread cannot be ended from outside: one whose coroutine takes too long is left to it, and
    another takes its place.
    """

    def __init__(self, number: int = _WORKERS) -> None:
        self._calls: SimpleQueue[_Call] = SimpleQueue()
        for _ in range(number):
            self._add()

    async def run(self, make: Callable[[], Coroutine[Any, Any, Any]], seconds: float) -> Any:
        """What the coroutine returns.

        Raises:
            TimeoutError: it took longer than `seconds`.
        """
        future: Future[Any] = Future()
        self._calls.put((future, make))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), seconds)
        except TimeoutError:
            if future.running():
                self._add()
            raise

    def _add(self) -> None:
        threading.Thread(target=self._work, name="action", daemon=True).start()

    def _work(self) -> None:
        with asyncio.Runner() as runner:
            while True:
                future, make = self._calls.get()
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    future.set_result(runner.run(make()))
                except BaseException as error:  # noqa: BLE001  (the caller's to handle)
                    future.set_exception(error)


@cache
def _shared_workers() -> Workers:
    """The threads of this process, however many endpoints there are."""
    return Workers()


class LocalActions(EndpointConfig):
    """The endpoint of the actions in a package, for one domain."""

    def __init__(
        self, package: str, seconds: float = ACTION_SECONDS, workers: Workers | None = None
    ) -> None:
        """Import every module of the package, and register the actions in them."""
        super().__init__(f"python:{package}")
        self._executor = ActionExecutor()
        self._executor.register_package(package)
        self._seconds = seconds
        self._workers = workers or _shared_workers()
        self._domain: dict[str, Any] = {}
        self.hangs = False

    def for_domain(self, domain: Domain) -> LocalActions:
        """The same actions, for conversations of another domain."""
        other = LocalActions.__new__(LocalActions)
        # Rasa need not make a dict of the domain for each call.
        kwargs = {**self.kwargs, "enable_selective_domain": True}
        other.__dict__.update(self.__dict__, _domain=domain.as_dict(), kwargs=kwargs)
        return other

    @override
    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = None,
        compress: bool = False,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """The events and responses of the action that the body names.

        Raises:
            ClientResponseError: 400 when the action refuses to run, else 500. Its text never
                holds what was written: Rasa logs it.
        """
        call = kwargs["json"]
        name = call["next_action"]
        action: Action | None = self._executor.actions.get(name)
        if action is None:
            raise ClientResponseError(404, f"no action {name}", "")
        dispatcher = CollectingDispatcher()
        tracker = Tracker.from_dict(call["tracker"])

        request_name = REQUEST.get()

        async def run() -> Any:
            REQUEST.set(request_name)  # the thread has a context of its own
            return await action(dispatcher, tracker, call.get("domain") or self._domain)

        try:
            with timed("action", action=name):
                events = await self._workers.run(run, self._seconds)
        except ActionExecutionRejection as rejection:
            body = {"action_name": rejection.action_name, "error": rejection.message}
            raise ClientResponseError(400, "rejected", json.dumps(body)) from None
        except Exception as error:  # noqa: BLE001  (its message may hold what was written)
            self.hangs = isinstance(error, TimeoutError)
            log.error("%s failed: %s", name, type(error).__name__)
            raise ClientResponseError(500, type(error).__name__, "") from None
        self.hangs = False
        return {
            "events": ActionExecutor.validate_events(events or [], name),
            "responses": dispatcher.messages,
        }


class RemoteActions(EndpointConfig):
    """Actions that run apart, told what the request at hand is called in logs and traces."""

    @override
    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        headers = {**kwargs.get("headers", {}), REQUEST_ID_HEADER: REQUEST.get()}
        with timed("action", "CLIENT"):
            kwargs["headers"] = {**headers, **trace_headers()}
            return await super().request(method, subpath, content_type, compress, **kwargs)


def actions_endpoint(
    settings: EngineSettings,
    file: Path = ROOT / "endpoints.yml",
    seconds: float = ACTION_SECONDS,
) -> EndpointConfig:
    """Actions that run apart where the settings say so, else what Rasa's file of endpoints says.

    In this process an action may take so many seconds.

    Raises:
        RasaException: the file names neither a package of actions nor an address.
    """
    return endpoint_of(AvailableEndpoints.read_endpoints(str(file)).action, settings, seconds)


def endpoint_of(
    config: EndpointConfig | None, settings: EngineSettings, seconds: float = ACTION_SECONDS
) -> EndpointConfig:
    """The same, of an endpoint as Rasa reads it.

    Raises:
        RasaException: as for `actions_endpoint`.
    """
    if settings.actions_url:
        return RemoteActions(f"{settings.actions_url}/webhook")
    if isinstance(config, LocalActions):
        return config
    if config and (package := config.kwargs.get("actions_module")):
        return LocalActions(package, seconds)
    if config and config.url:
        return config
    raise RasaException("action_endpoint i endpoints.yml har varken actions_module eller url.")


def give_actions(agent: Agent, actions: EndpointConfig) -> None:
    """Let an agent with a model run these actions."""
    assert agent.processor is not None and agent.domain is not None
    if isinstance(actions, LocalActions):
        actions = actions.for_domain(agent.domain)
    agent.action_endpoint = agent.processor.action_endpoint = actions
