"""Where something was written or pressed, and what the conversation there is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from web.channels.slack.name import CHANNEL
from web.outgoing.message import Address
from web.settings import Settings


@dataclass(frozen=True)
class SlackPlace:
    """Where an answer goes, the name of the conversation there, and of who wrote to it.

    `installation` is Slack's id of the workspace that the app is installed in, or of the
    organisation. With a `response_url` only the one who asked sees it, whatever the channel.
    """

    conversation: str
    installation: str
    channel: str
    thread: str | None = None
    response_url: str | None = None
    writer: str = ""

    @property
    def address(self) -> Address:
        """The place as the outgoing queue keeps it; of who wrote it holds nothing."""
        return self._address(response_url=self.response_url)

    def aside(self, user: str) -> Address:
        """Where one person alone is told, among those who read there; gone when Slack reloads."""
        return self._address(user=user)

    def _address(self, response_url: str | None = None, user: str | None = None) -> Address:
        place = (self.installation, self.channel, self.thread)
        return slack_address(self.conversation, *place, response_url, user)


def slack_address(
    conversation: str,
    installation: str,
    channel: str,
    thread: str | None = None,
    response_url: str | None = None,
    user: str | None = None,
) -> Address:
    """A channel of Slack's, or a thread in it, by Slack's names; or a response address.

    With a `user`, that person alone sees there what is sent.
    """
    place = {
        "installation": installation,
        "channel": channel,
        "thread": thread,
        "response_url": response_url,
        "user": user,
    }
    return Address(CHANNEL, conversation, {name: v for name, v in place.items() if v})


def office_address(settings: Settings, conversation: str, thread: str | None) -> Address:
    """The press office's channel, or the thread of a question there."""
    office = settings.office
    return slack_address(conversation, office.slack_team, office.slack_channel, thread)


def installation_of(context: AsyncBoltContext) -> str:
    """Slack's id of where the app is installed that hears something.

    An installation for all of an organisation (Enterprise Grid) has the organisation's.
    """
    return (context.enterprise_id if context.is_enterprise_install else context.team_id) or ""


class Places:
    """Places by Slack's ids; none of these is kept, but for where the answer goes."""

    def __init__(self, name: Callable[..., str]) -> None:
        """`name` makes a name of ours of Slack's ids, the same each time."""
        self._name = name

    def message(
        self, installation: str, channel: str, user: str, thread: str | None = None, at: str = ""
    ) -> SlackPlace:
        """A direct conversation is one, in its threads too; in a channel each thread is, for each
        who asks there.

        What was not written in a thread begins one in a channel, `at` its time.
        """
        if is_direct(channel):
            return SlackPlace(
                self._name(installation, channel, user), installation, channel, thread
            )
        conversation = self._name(installation, channel, thread or at, user)
        writer = self.writer(installation, user)
        return SlackPlace(conversation, installation, channel, thread or at, writer=writer)

    def private(self, installation: str, channel: str, user: str, response_url: str) -> SlackPlace:
        """Where only the one who asked sees the answer."""
        conversation = self._name(installation, channel, user, "command")
        return SlackPlace(conversation, installation, channel, None, response_url)

    def pressed_in(self, body: dict[str, Any], installation: str) -> SlackPlace:
        """Where the message stands whose button was pressed."""
        channel, user = body["channel"]["id"], body["user"]["id"]
        if body["container"].get("is_ephemeral"):
            return self.private(installation, channel, user, body["response_url"])
        message = body["message"]
        return self.message(installation, channel, user, message.get("thread_ts"), message["ts"])

    def writer(self, installation: str, user: str) -> str:
        """Who it is, where several write."""
        return self._name(installation, user, "writer")


def is_direct(channel: str) -> bool:
    """Whether nobody reads there but one person and the app."""
    return channel.startswith("D")
