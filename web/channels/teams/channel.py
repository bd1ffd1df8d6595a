"""Microsoft Teams: takes activities from the Bot Connector, and answers where they came from."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from desk.cards import Card, asks_if_it_helped, choices
from web import keys
from web.channels.teams import activities, drawing
from web.channels.teams.activities import TeamsPlace, ThumbVerdict
from web.channels.teams.connector import TOKEN_SECONDS, TeamsSender, make_adapter, teams_address
from web.channels.teams.menus import Menus
from web.channels.teams.name import CHANNEL
from web.channels.teams.press_office import TeamsPressOffice
from web.channels.teams.token_check import BotConnectorKeys, KeysUnreachable, TokenCheck, TokenError
from web.deduplication import First, UnderWay
from web.http.problems import Problem
from web.outgoing.message import Address, OutgoingMessage
from web.outgoing.queue import Sent
from web.settings import TeamsSettings
from web.store.conversations import removal
from web.store.conversations.feedback import MAX_COMMENT_CHARACTERS
from web.vendor_words import WORDS

log = logging.getLogger(__name__)

PATH = "/api/teams/messages"
MAX_BODY_BYTES = 256 * 1024
# Teams waits 15 seconds, and sends the same once more when it has waited in vain.
RESPONSE_SECONDS = 13
STOP_SECONDS = 6  # the engine has five
MAX_SUGGESTIONS = 3  # Teams shows no more


class Teams:
    """The channel: what all its conversations share."""

    def __init__(self, app: web.Application, settings: TeamsSettings) -> None:
        self._app = app
        self._settings = settings
        self._adapter, self._tokens = make_adapter(settings)
        self._check: TokenCheck
        self._turns: set[asyncio.Task[tuple[bool, Sent | None]]] = set()
        self._sender = TeamsSender(
            self._adapter, self._tokens, settings, app[keys.SETTINGS].public_url
        )
        self._menus = Menus(app, self._sender)
        self._office = TeamsPressOffice(app)

    def add_to(self, app: web.Application) -> None:
        """Add the address, and what is held while the app runs."""
        # At every level the SDK logs who wrote where, and MSAL what the login server answered.
        for name in ("microsoft_agents", "msal"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        app.cleanup_ctx.append(self.run)
        app.router.add_post(PATH, self.receive, name=CHANNEL)

    async def run(self, app: web.Application) -> AsyncIterator[None]:
        """Hold what must be closed."""
        async with aiohttp.ClientSession() as session:
            connector_keys = BotConnectorKeys(session, self._settings.metadata_url, time.monotonic)
            self._check = TokenCheck(connector_keys, self._settings.app_id)
            app[keys.QUEUES][CHANNEL] = lambda: len(self._turns)
            app[keys.OUTGOING].when_sent(self._menus.keep)
            async with app[keys.OUTGOING].running(CHANNEL, self._sender):
                yield
                await self._finish(STOP_SECONDS)
        self._tokens.close()

    async def _finish(self, seconds: float) -> None:
        """Let the turns under way end; what takes longer is cut off."""
        if self._turns:
            await asyncio.wait(self._turns, timeout=seconds)
        for turn in self._turns:
            turn.cancel()
        await asyncio.gather(*self._turns, return_exceptions=True)

    async def receive(self, request: web.Request) -> web.Response:
        """Take one activity; 401 if it is not from the Bot Connector, 503 if nobody can say.

        The answer is sent before the response where it can be; it comes after where others wrote
        in the conversation before.
        """
        try:
            vouched = await self._check.vouched_for(request.headers.get("Authorization"))
            activity = await _activity(request)
            vouched.check(activity)
        except TokenError as error:
            log.warning("a request was refused: %s", error)
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        except KeysUnreachable:
            return _try_later()
        if activities.calls_for_an_answer(activity):
            return await self._take(activity)
        if activities.removes_the_bot(activity) or activities.deletes_a_message(activity):
            return await self._forget(activity)
        if activity["type"] != "invoke":
            return web.Response(status=202)
        if dialog := await self._office.invoked(activity):
            return web.json_response(dialog)
        if verdict := activities.verdict_of(activity):
            await self._keep(activity, verdict)
        return web.json_response({})

    async def _keep(self, activity: dict[str, Any], verdict: ThumbVerdict) -> None:
        """Keep what was thought of an answer, as the page's feedback is kept."""
        try:
            place = activities.place_of(activity)
        except activities.ActivityError:
            raise Problem("not_json") from None
        body: dict[str, Any] = {"helped": verdict.helped}
        if verdict.comment:
            body["comment"] = verdict.comment[:MAX_COMMENT_CHARACTERS]
        try:
            now = datetime.now(UTC)
            await self._app[keys.FEEDBACK].give(self._name(place), body, now, verdict.at)
        except Problem as problem:  # Teams has thanked already
            log.warning("feedback was not kept: %s", problem.code)

    async def _take(self, activity: dict[str, Any]) -> web.Response:
        """Answer an activity, once, if an answer can be sent at all."""
        try:
            place = activities.place_of(activity)
        except activities.ActivityError:
            raise Problem("not_json") from None
        deadline = asyncio.get_running_loop().time() + RESPONSE_SECONDS
        turn = asyncio.create_task(self._turn(activity, place, deadline))
        self._turns.add(turn)
        turn.add_done_callback(self._turns.discard)
        # What takes longer is answered after the response, at the same address.
        done, _ = await asyncio.wait({turn}, timeout=RESPONSE_SECONDS)
        if not done:
            return web.Response(status=202)
        handled, sent = turn.result()
        if sent:
            await asyncio.wait({sent}, timeout=deadline - asyncio.get_running_loop().time())
        return web.Response(status=202) if handled else _try_later()

    async def _forget(self, activity: dict[str, Any]) -> web.Response:
        """Delete here what is deleted in Teams; 503 if that must be tried again."""
        try:
            place = activities.place_of(activity)
        except activities.ActivityError:
            return web.Response(status=202)
        database = self._app[keys.DATABASE]
        try:
            if activities.removes_the_bot(activity):
                prefix = self._app[keys.NAMES].all_of(CHANNEL, place.installation)
                count = await removal.delete_installation(database, prefix, datetime.now(UTC))
                log.warning("%d conversations are deleted: the app was removed", count)
            else:
                async with self._app[keys.TURNS].turn(self._name(place)):
                    await removal.delete_turn(database, self._message_id(place) or "")
        except SQLAlchemyError as error:
            log.error("what is deleted in Teams is still stored: %s", type(error).__name__)
            return _try_later()
        return web.Response(status=202)

    async def _turn(
        self, activity: dict[str, Any], place: TeamsPlace, deadline: float
    ) -> tuple[bool, Sent | None]:
        """Answer when it is this activity's turn; not handled is what Teams is to send again."""
        # Before anything is waited for: the order of the requests is the conversation's.
        async with self._app[keys.TURNS].turn(self._name(place)):
            in_time = asyncio.get_running_loop().time() < deadline
            if in_time and not await self._has_token():
                return False, None
            answer = self._welcome if activity["type"] == "conversationUpdate" else self._answer
            try:
                async with self._app[keys.DEDUPLICATOR].handling() as first:
                    event = (self._name(place), place.activity_id)
                    if place.activity_id and not await first(*event):
                        return True, None
                    address = teams_address(self._name(place), place.address)
                    return True, await answer(first, activity, place, address)
            except UnderWay:
                return False, None
            except Exception as error:  # noqa: BLE001  (its message could hold what was written)
                log.error("a turn failed: %s", type(error).__name__)
                return False, None

    async def _has_token(self) -> bool:
        try:
            async with asyncio.timeout(TOKEN_SECONDS):
                await self._tokens.for_the_connector()
        except Exception as error:  # noqa: BLE001  (MSAL has no one kind of error)
            log.error("no token for the Bot Connector: %s", type(error).__name__)
            return False
        return True

    async def _answer(
        self, _: First, activity: dict[str, Any], place: TeamsPlace, address: Address
    ) -> Sent | None:
        payload = activities.payload_of(activity)
        if payload and await self._office.pressed(activity, place, payload):
            return None
        typing = None
        if place.shows_typing:
            typing = asyncio.create_task(self._sender.show_typing(place.address))
        for_all, aside = await self._reply(activity, place, payload, address)
        if typing:
            await typing
        cards = [*for_all, *aside]
        if not cards:
            return None
        messages = self._sender.draw(cards)
        # Where several read, Teams does not say whose question the answer was for.
        if place.is_personal and asks_if_it_helped(cards):
            body = drawing.asking_if_it_helped(messages[-1].body)
            messages[-1] = OutgoingMessage(body, messages[-1].text)
        sent = await self._app[keys.OUTGOING].put(address, messages)
        if payload and for_all:
            await self._menus.replace(activity, place, cards[0]["language"])
        return sent

    async def _reply(
        self, activity: dict[str, Any], place: TeamsPlace, payload: Any, address: Address
    ) -> tuple[list[Card], list[Card]]:
        return await self._app[keys.VENDOR_CHAT].answer(
            CHANNEL,
            self._name(place),
            text=activities.text_of(activity),
            button=payload,
            writer=self._writer(place),
            locale=activities.locale_of(activity),
            enclosed=activities.enclosed_in(activity),
            message_id=self._message_id(place) if payload is None else None,
            back=address.as_json(),
        )

    async def _welcome(
        self, first: First, activity: dict[str, Any], place: TeamsPlace, address: Address
    ) -> Sent | None:
        outgoing = self._app[keys.OUTGOING]
        chat, locale = self._app[keys.VENDOR_CHAT], activities.locale_of(activity)
        language = await chat.language(self._name(place), locale)
        words = WORDS[language]
        if place.is_personal:
            replies = choices(self._app[keys.FACTS].current(), language)
            suggestions = [reply["title"] for reply in replies[:MAX_SUGGESTIONS]]
            message = drawing.suggesting(words["welcome"], suggestions, language)
            return await outgoing.put(address, [OutgoingMessage(message, words["welcome"])])
        here = (place.installation, place.tenant, place.conversation)
        if not await first(self._app[keys.NAMES].of(CHANNEL, *here), "welcome"):
            return None
        card = chat.menu(f"{words['welcome']}\n{words['welcome_group']}", language)
        if not place.sender:
            return await outgoing.send(address, [card])
        shown = activities.name_of_sender(activity) or words["added_by_you"]
        greeting = drawing.greeting(card, words["added"], place.sender, shown)
        text = f"{words['added'].format(who=shown)}\n\n{card['text']}"
        return await outgoing.put(address, [OutgoingMessage(greeting, text)])

    def _name(self, place: TeamsPlace) -> str:
        """The conversation: a personal chat is one; a group or a thread is, for each who asks."""
        where = (place.installation, place.tenant, place.conversation)
        asker = () if place.is_personal else (place.sender,)
        return self._app[keys.NAMES].of(CHANNEL, *where, *asker)

    def _message_id(self, place: TeamsPlace) -> str | None:
        """What a message is stored by: found again from Teams' ids, which it does not tell."""
        where = (place.installation, place.tenant, place.conversation, place.activity_id)
        names = self._app[keys.NAMES]
        return names.of(CHANNEL, *where, "message") if place.activity_id else None

    def _writer(self, place: TeamsPlace) -> str:
        """Who wrote, where several can; empty in a personal chat."""
        names = self._app[keys.NAMES]
        return "" if place.is_personal else names.of(CHANNEL, place.tenant, place.sender, "writer")


async def _activity(request: web.Request) -> dict[str, Any]:
    """The activity that a request holds; it may be larger than what the page sends."""
    try:
        activity = json.loads(await request.clone(client_max_size=MAX_BODY_BYTES).read())
    except web.HTTPRequestEntityTooLarge:
        raise Problem("body_too_large", limit=MAX_BODY_BYTES) from None
    except (ValueError, RecursionError):
        raise Problem("not_json") from None
    if not isinstance(activity, dict) or not isinstance(activity.get("type"), str):
        raise Problem("not_json")
    return activity


def _try_later() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": "10"})
