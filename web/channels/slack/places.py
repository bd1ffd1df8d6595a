"""Where something was written or pressed, and what the conversation there is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from web.channels.slack.delivery import Place


class Places:
    """Places by Slack's ids; none of these is kept, but for where the answer goes."""

    def __init__(self, name: Callable[..., str]) -> None:
        """`name` makes a name of ours of Slack's ids, the same each time."""
        self._name = name

    def message(
        self, team: str, channel: str, user: str, thread: str | None = None, at: str = ""
    ) -> Place:
        """A direct conversation is one, in its threads too; in a channel each thread is, for each
        who asks there.

        What was not written in a thread begins one in a channel, `at` its time.
        """
        if is_direct(channel):
            return Place(self._name(team, channel, user), channel, thread)
        conversation = self._name(team, channel, thread or at, user)
        return Place(conversation, channel, thread or at, writer=self.writer(team, user))

    def private(self, team: str, channel: str, user: str, response_url: str) -> Place:
        """Where only the one who asked sees the answer."""
        return Place(self._name(team, channel, user, "command"), channel, None, response_url)

    def pressed_in(self, body: dict[str, Any], team: str) -> Place:
        """Where the message stands whose button was pressed."""
        channel, user = body["channel"]["id"], body["user"]["id"]
        if body["container"].get("is_ephemeral"):
            return self.private(team, channel, user, body["response_url"])
        message = body["message"]
        return self.message(team, channel, user, message.get("thread_ts"), message["ts"])

    def writer(self, team: str, user: str) -> str:
        """Who it is, where several write."""
        return self._name(team, user, "writer")


def is_direct(channel: str) -> bool:
    """Whether nobody reads there but one person and the app."""
    return channel.startswith("D")
