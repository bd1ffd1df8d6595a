"""The engine and its actions call a request what web calls it."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.channels.channel import UserMessage

from contracts.watching.logs import REQUEST, REQUEST_ID_HEADER, begin_request
from engine.local_actions import LocalActions, RemoteActions

from .conftest import TOKEN, ClientMaker

NAME = "0123456789abcdef"
CALL = {"next_action": "action_name_request", "tracker": {"sender_id": "a", "slots": {}}}


@pytest.mark.parametrize(("sent", "kept"), [(NAME, True), ("<script>", False), ("-", False)])
async def test_a_message_is_logged_by_its_name(
    make_client: ClientMaker, sent: str, kept: bool
) -> None:
    names: list[str] = []

    async def note(message: UserMessage) -> None:
        names.append(REQUEST.get())

    client = await make_client(note, headers={**TOKEN, REQUEST_ID_HEADER: sent})
    await client.post("/webhooks/rest/webhook", json={"sender": "a", "message": "hej"})
    assert (names[0] == sent) is kept
    assert len(names[0]) == 16


async def test_an_action_in_the_engine_knows_it() -> None:
    names: list[str] = []

    async def note(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        names.append(REQUEST.get())
        return []

    actions = LocalActions("tests.engine.local_package")
    actions._executor.register_function("action_name_request", note)
    for name in (NAME, NAME[::-1]):
        begin_request(name)
        await actions.request(json=CALL)
    assert names == [NAME, NAME[::-1]]


async def test_actions_that_run_apart_are_told_it() -> None:
    names: list[str] = []

    async def act(request: web.Request) -> web.Response:
        names.append(request.headers[REQUEST_ID_HEADER])
        return web.json_response({"events": [], "responses": []})

    app = web.Application()
    app.router.add_post("/webhook", act)
    async with TestServer(app) as server:
        begin_request(NAME)
        await RemoteActions(str(server.make_url("/webhook"))).request(json=CALL)
    assert names == [NAME]
