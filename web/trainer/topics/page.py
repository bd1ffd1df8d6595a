"""The page of new topics: what was not understood, grouped, with its messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from contracts.training import MOST_GROUPED
from web import keys
from web.store.conversations.counts import NotUnderstood, PeriodFilters, not_understood
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.formats import iso_time, short_time
from web.trainer.overview.clusters import MessageCluster, clusters_of

DAYS = 90
_SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True)
class UnansweredTopic:
    """What several have written about: its commonest words, and the messages, newest first."""

    words: list[str]
    messages: list[NotUnderstood]

    @property
    def conversations(self) -> int:
        """In how many conversations it was written about."""
        return len({message.conversation for message in self.messages})


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """The topics of the last weeks, the largest first; at least five conversations in each."""
    now = datetime.now(UTC)
    since = now.timestamp() - DAYS * _SECONDS_A_DAY
    period = PeriodFilters(since, now.timestamp())
    rows = await not_understood(request.app[keys.DATABASE], period, MOST_GROUPED)
    texts = [(row.conversation, row.text) for row in rows]
    clusters = await clusters_of(request.app[keys.ENGINE], texts)
    return await trainer_page(
        request,
        person,
        "topics/topics.html",
        topics=None if clusters is None else topics_of(rows, clusters),
        days=DAYS,
        iso_time=iso_time,
        when=lambda at: short_time(at, now),
    )


def topics_of(
    rows: Sequence[NotUnderstood], clusters: Sequence[MessageCluster]
) -> list[UnansweredTopic]:
    """The clusters with their messages."""
    return [UnansweredTopic(one.words, [rows[place] for place in one.places]) for one in clusters]
