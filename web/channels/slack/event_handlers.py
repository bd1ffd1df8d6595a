"""Answers what Slack tells of, where it was written or pressed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from aiohttp import web
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from sqlalchemy.exc import SQLAlchemyError

from desk.cards import Card, asks_if_it_helped
from web import keys
from web.channels.slack import blocks as drawing
from web.channels.slack.asides import Asides
from web.channels.slack.bot_tokens import Tokens
from web.channels.slack.delivery import SlackSender
from web.channels.slack.name import CHANNEL
from web.channels.slack.places import Places, SlackPlace, installation_of, is_direct
from web.channels.slack.press_office import SlackPressOffice
from web.channels.slack.removal import Removal, deleted_message
from web.channels.slack.text import first_mentioned, plain_text
from web.deduplication import First, UnderWay
from web.http.problems import Problem, problem_text
from web.page_words import WORDS as PAGE_WORDS
from web.vendor_words import WORDS

log = logging.getLogger(__name__)


ANSWER_SECONDS = 2.0  # of the three that Slack waits
_SLACKBOT = "USLACKBOT"  # Slack's own reminders and notices, which name no bot_id


class SlackEvents:
    """Bolt's listeners: each returns when the answer is kept, which is when Slack may forget.

    One that takes long is given after the acknowledgement: Slack waits three seconds. What could
    not be answered is not acknowledged, and Slack tells of an event again, by and by.
    """

    def __init__(
        self,
        app: web.Application,
        sender: SlackSender,
        asides: Asides,
        office: SlackPressOffice,
        tokens: Tokens,
    ) -> None:
        self._app = app
        self._sender = sender
        self._asides = asides
        self._office = office
        self._places = Places(partial(app[keys.NAMES].of, CHANNEL))
        self._tokens = tokens
        self._removal = Removal(app, tokens)
        self._tasks: set[asyncio.Task[bool]] = set()

    async def on_message(
        self, body: dict[str, Any], context: AsyncBoltContext
    ) -> BoltResponse | None:
        """A message in a direct conversation with the app; in a channel it is not for us."""
        return await self._do(self._answer_message(body, installation_of(context), mentioned=False))

    async def on_mention(
        self, body: dict[str, Any], context: AsyncBoltContext
    ) -> BoltResponse | None:
        """A message in a channel that names the app."""
        return await self._do(self._answer_message(body, installation_of(context), mentioned=True))

    async def on_command(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> BoltResponse | None:
        """What was written after the slash command."""
        await ack()
        return await self._do(self._once(self._answer_command, body, context))

    async def on_button(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> BoltResponse | None:
        """A quick reply that was pressed, in a message or in the app's home."""
        await ack()
        return await self._do(self._once(self._answer_button, body, context))

    async def on_feedback(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> BoltResponse | None:
        """What was thought of an answer."""
        await ack()
        return await self._do(self._once(self._take_feedback, body, context))

    async def on_home(self, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse | None:
        """Somebody looks at the app."""
        return await self._do(self._once(self._show_home, body, context))

    async def on_removal(
        self, body: dict[str, Any], context: AsyncBoltContext
    ) -> BoltResponse | None:
        """The app, or its token, is no longer wanted: what was said to it there is deleted."""
        revoked = body["event"].get("tokens")
        if revoked is not None and not revoked.get("bot"):
            return None
        # An installation for all of an organisation is no workspace's.
        team = None if context.is_enterprise_install else context.team_id
        whose = (team or "", context.enterprise_id or "")
        return await self._do(self._removal.forget_all(*whose, is_uninstalled=revoked is None))

    @property
    def under_way(self) -> int:
        """How many of Slack's requests are being answered."""
        return len(self._tasks)

    async def finish(self, seconds: float) -> None:
        """Let the answers under way be given; what takes longer is cut off."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _do(self, work: Coroutine[Any, Any, None]) -> BoltResponse | None:
        """Do what Slack asks; gives what it is answered in place of an acknowledgement."""
        task = asyncio.create_task(_is_done(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        done, _ = await asyncio.wait({task}, timeout=ANSWER_SECONDS)
        if done and (task.cancelled() or not task.result()):
            return BoltResponse(status=503)
        return None

    async def _once(
        self, work: Callable[..., Awaitable[None]], body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Do what nobody is asked to tell of again: what is under way already is left to that."""
        async with self._handling() as first:
            with contextlib.suppress(UnderWay):
                await work(first, body, installation_of(context))

    async def _answer_message(
        self, body: dict[str, Any], installation: str, mentioned: bool
    ) -> None:
        event, bot = body["event"], _bot_user(body)
        if question := deleted_message(event):
            where = (event["channel"], question.get("user", ""), question.get("thread_ts"))
            place = self._places.message(installation, *where, question["ts"])
            await self._removal.forget(place, question["ts"])
        if not _is_by_a_person(event, bot) or not (mentioned or is_direct(event["channel"])):
            return
        where = (event["channel"], event["user"], event.get("thread_ts"))
        place = self._places.message(installation, *where, event["ts"])
        turn = self._app[keys.TURNS].turn(place.conversation)
        # Before anything is waited for: Slack's order is the conversation's.
        async with self._asides.searching(place, event["ts"]), turn, self._handling() as first:
            await self._answer_in_turn(first, body, place, mentioned)

    async def _answer_in_turn(
        self, first: First, body: dict[str, Any], place: SlackPlace, mentioned: bool
    ) -> None:
        event, bot = body["event"], _bot_user(body)
        timestamp = event["ts"]
        if not await self._is_new(first, place.installation, "event", body["event_id"]):
            return
        if not await first("message", place.installation, place.channel, timestamp):
            return
        text = event.get("text") or ""
        if mentioned:
            bot = bot or first_mentioned(text)
        id = self._removal.message_id(place, timestamp)
        said, enclosed = plain_text(text, bot), _enclosed(event)
        await self._reply(place, event["user"], text=said, enclosed=enclosed, message_id=id)

    async def _answer_command(self, first: First, body: dict[str, Any], installation: str) -> None:
        if await self._is_new(first, installation, "trigger", body["trigger_id"]):
            channel, user = body["channel_id"], body["user_id"]
            place = self._places.private(installation, channel, user, body["response_url"])
            async with self._app[keys.TURNS].turn(place.conversation):
                # In a direct conversation with the app the command is about that too.
                about = [place.conversation]
                if is_direct(channel):
                    about.append(self._places.message(installation, channel, user).conversation)
                text = plain_text(body.get("text") or "")
                await self._reply(place, user, text=text, command_for=about)

    async def _answer_button(self, first: First, body: dict[str, Any], installation: str) -> None:
        action, user = body["actions"][0], body["user"]["id"]
        trigger = body.get("trigger_id") or action["action_ts"]
        if not await self._is_new(first, installation, "trigger", trigger):
            return
        if await self._office.pressed(body, installation):
            return
        if "view" in body:
            place = self._places.message(installation, body["view"]["private_metadata"], user)
        else:
            place = self._places.pressed_in(body, installation)
        value = action.get("value", "")
        try:
            choice = self._app[keys.BUTTONS].open(value).title
        except Problem:
            choice = None
        message = None if place.response_url or "view" in body else body["message"]
        if message and not await first("pressed", installation, message["ts"], user, value):
            return
        async with self._app[keys.TURNS].turn(place.conversation):
            await self._reply(place, user, choice, message, button=value)

    async def _take_feedback(self, first: First, body: dict[str, Any], installation: str) -> None:
        """Keep it as the page's feedback is kept; who gave it is thanked, or asked for more."""
        action, user = body["actions"][0], body["user"]["id"]
        trigger = body.get("trigger_id") or action["action_ts"]
        if not await self._is_new(first, installation, "trigger", trigger):
            return
        place, at = self._places.pressed_in(body, installation), body["container"]["message_ts"]
        try:
            language, missing = await self._app[keys.FEEDBACK_BUTTONS].press(
                action.get("value"),
                self._places.writer(installation, user),
                float(at),
                datetime.now(UTC),
            )
        except Problem as problem:
            language = await self._app[keys.VENDOR_CHAT].language(place.conversation)
            message = drawing.question(problem_text(problem, language), {})
        else:
            words = {key: PAGE_WORDS[language][f"missing_{key}"] for key in missing}
            answers = {words[key]: value for key, value in missing.items()}
            text = WORDS[language]["feedback_missing" if missing else "feedback_thanks"]
            if missing and keys.HANDOFFS in self._app and not place.response_url:
                text = f"{text}\n{WORDS[language]['handoff_offer']}"
            message = drawing.question(text, answers)
        address = place.address if place.response_url else place.aside(user)
        await self._app[keys.OUTGOING].put(address, [self._sender.as_outgoing(message)])

    async def _show_home(self, first: First, body: dict[str, Any], installation: str) -> None:
        event, chat = body["event"], self._app[keys.VENDOR_CHAT]
        if event.get("tab") not in ("home", "messages"):
            return
        if not await self._is_new(first, installation, "event", body["event_id"]):
            return
        channel, user = event["channel"], event["user"]
        place = self._places.message(installation, channel, user)
        language = await chat.language(place.conversation)
        words = WORDS[language]
        replies = chat.menu(words["help"], language)["quick_replies"]
        if event["tab"] == "messages":
            titles = [reply["title"] for reply in replies]
            await self._asides.suggest(place, words["help"], titles)
            return
        stored = [self._app[keys.STORED].button(language)]
        choices = [*replies, *self._app[keys.BUTTONS].sign_replies(stored, language)]
        blocks = drawing.home(choices, language, self._app[keys.SETTINGS].keep_days)
        await self._sender.show_home(installation, user, channel, blocks)

    async def _reply(
        self,
        place: SlackPlace,
        user: str,
        choice: str | None = None,
        pressed: dict[str, Any] | None = None,
        **message: Any,
    ) -> None:
        """Say what is said to a message; what is for its writer alone, in a channel to them alone.

        `choice` is what stood on the button that was pressed, in the message `pressed`: its
        buttons make way for the choice. Where they cannot, the answer begins with it.
        """
        reply = await self._app[keys.VENDOR_CHAT].answer(
            CHANNEL,
            place.conversation,
            writer=place.writer,
            # What only one sees is told at an address that is good for half an hour.
            back=None if place.response_url else place.address.as_json(),
            **message,
        )
        if reply.cards and pressed and choice:
            who = user if place.writer else ""
            language = reply.cards[0]["language"]
            blocks = drawing.with_choice(pressed["blocks"], choice, language, who)
            if await self._asides.replace(place, pressed, blocks):
                choice = None
        if not place.writer:
            if cards := [*reply.cards, *reply.aside]:
                await self._say(place, cards, choice if reply.cards else None)
            return
        if reply.cards:
            await self._say(place, reply.cards, choice)
        if reply.aside:
            drawn = self._sender.draw(reply.aside)
            await self._app[keys.OUTGOING].put(place.aside(user), drawn)

    async def _say(self, place: SlackPlace, cards: list[Card], choice: str | None = None) -> None:
        feedback = None
        if asks_if_it_helped(cards):
            buttons, language = self._app[keys.FEEDBACK_BUTTONS], cards[0]["language"]
            feedback = buttons.ask(place.conversation, language, place.writer)
        drawn = self._sender.draw(cards, choice, feedback)
        await self._app[keys.OUTGOING].put(place.address, drawn)

    async def _is_new(self, first: First, installation: str, *key: str) -> bool:
        """Whether something is told of for the first time, from where the app is installed."""
        if not await self._tokens.is_installed(installation):
            log.warning("nobody has installed the app where something was said: not answered")
            return False
        return await first(*key)

    @asynccontextmanager
    async def _handling(self) -> AsyncIterator[First]:
        async with self._app[keys.DEDUPLICATOR].handling() as first:
            yield lambda *key: first(self._app[keys.NAMES].of(CHANNEL, *key))


async def _is_done(work: Coroutine[Any, Any, None]) -> bool:
    """Whether Slack need not tell of it again; what fails for another reason would again."""
    try:
        await work
    except UnderWay:
        return False
    except Exception as error:  # noqa: BLE001  (the message could hold what the writer wrote)
        log.error("an event of Slack failed: %s", type(error).__name__)
        return not isinstance(error, SQLAlchemyError | OSError)
    return True


def _enclosed(event: dict[str, Any]) -> str:
    """What came with a message, as `VendorChat.answer` calls it."""
    return "files" if event.get("files") else "forwarded" if event.get("attachments") else ""


def _is_by_a_person(event: dict[str, Any], bot: str | None) -> bool:
    """Whether somebody wrote this now: no edit, no deletion, no notice, no bot's words."""
    person = event.get("user") not in (None, bot, _SLACKBOT) and not event.get("bot_id")
    return person and event.get("subtype") in (None, "file_share", "thread_broadcast")


def _bot_user(body: dict[str, Any]) -> str | None:
    """The app's own user, as the event names it."""
    granted = body.get("authorizations") or []
    return next((a["user_id"] for a in granted if a.get("is_bot")), None)
