"""What happens in the chat, in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from aiohttp import web
from markupsafe import Markup

from contracts.training import MOST_GROUPED
from desk.dates import long_date
from desk.hours import local_now
from web import keys
from web.addresses import encode, url_for
from web.store.conversations.counts import PeriodCounts, PeriodFilters, count, not_understood
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.facts.listing import FactRow, fact_rows, over_a_year
from web.trainer.overview import charts
from web.trainer.overview.breakdowns import DAYS, Overview, overview
from web.trainer.overview.clusters import MessageCluster, clusters_of
from web.trainer.overview.table import Table, as_csv
from web.trainer.query import Query, midnight

_DAYS = 30
_MOST_DAYS = 366
_MOST_LINKS = 31  # in one chart: each is a stop of the keyboard
_CLUSTERS, _FACTS = "amnen", "fakta"


@dataclass(frozen=True)
class PeriodQuery:
    """The period and the channel of an address: `values` as typed, `errors` by their names."""

    values: Mapping[str, str]
    errors: Mapping[str, str]
    first: date
    last: date

    @property
    def channel(self) -> str | None:
        """One channel, or None for all."""
        return self.values["kanal"] or None

    @property
    def encoded(self) -> str:
        """The query of an address with the same period and channel."""
        return encode(self.values)

    @property
    def filters(self) -> PeriodFilters:
        """The same in seconds, from midnight to midnight in Sweden."""
        first, after = midnight(self.first), midnight(self.last, days=1)
        return PeriodFilters(first.timestamp(), after.timestamp(), self.channel)


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """Charts and tables of a period, thirty days unless another is asked for."""
    now = local_now()
    channels = request.app[keys.CHANNELS]
    period = read_period(request.query, now.date(), channels)
    frame: dict[str, Any] = {
        "period": period,
        "facts": _old_facts(request),
    }
    if period.errors:
        frame |= {"overview": None, "charts": {}, "addresses": {}, "clusters": None}
        return await trainer_page(request, person, "overview/overview.html", 422, **frame)
    counts = await count(request.app[keys.DATABASE], period.filters)
    content = _overview(request, counts, period, now)
    return await trainer_page(
        request,
        person,
        "overview/overview.html",
        overview=content,
        charts={
            table.name: _chart(table, _addresses(request, table, period))
            for table in content.tables
        },
        addresses={table.name: _addresses(request, table, period) for table in content.tables},
        clusters=await _clusters(request, period) if content.tables else [],
        in_the_inbox=lambda cluster: _in_the_inbox(request, cluster, period),
        **frame,
    )


@needs("reader")
async def download(request: web.Request, person: Person) -> web.StreamResponse:
    """One of the page's tables (`tabell`) as CSV."""
    now = local_now()
    channels = request.app[keys.CHANNELS]
    period = read_period(request.query, now.date(), channels)
    if period.errors:
        raise web.HTTPNotFound
    name = request.query.get("tabell", "")
    if name == _FACTS:
        table = _facts_table(_old_facts(request))
    else:
        counts = await count(request.app[keys.DATABASE], period.filters)
        tables = _overview(request, counts, period, now).tables
        if name == _CLUSTERS and tables:
            tables = [_clusters_table(await _clusters(request, period) or [])]
        tables = [table for table in tables if table.name == name]
        if not tables:
            raise web.HTTPNotFound
        (table,) = tables
    file = f"presstjanst-{name}-{period.first}-{period.last}.csv"
    return web.Response(
        body=as_csv(table),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


def read_period(query: Mapping[str, str], today: date, channels: Mapping[str, str]) -> PeriodQuery:
    """The period and the channel of an address, with an error for each value that is not valid."""
    fields = Query(query, ("fran", "till", "kanal"))
    fields.choice("kanal", channels, "en kanal")
    last = fields.day("till") or today
    first = fields.day("fran") or last - timedelta(days=_DAYS - 1)
    fields.values["till"] = fields.values["till"] or last.isoformat()
    fields.values["fran"] = fields.values["fran"] or first.isoformat()
    if not fields.errors:
        fields.period("fran", "till")
    if not fields.errors and (last - first).days >= _MOST_DAYS:
        fields.errors["fran"] = f"Välj högst {_MOST_DAYS} dagar."
    return PeriodQuery(fields.values, fields.errors, first, last)


def _overview(
    request: web.Request, counts: PeriodCounts, period: PeriodQuery, now: datetime
) -> Overview:
    titles = request.app[keys.CHANNELS]
    return overview(counts, period.first, period.last, now, period.channel, titles)


async def _clusters(request: web.Request, period: PeriodQuery) -> list[MessageCluster] | None:
    """Clusters of the messages that were not understood; None while the engine is down."""
    rows = await not_understood(request.app[keys.DATABASE], period.filters, MOST_GROUPED)
    texts = [(row.conversation, row.text) for row in rows]
    return await clusters_of(request.app[keys.ENGINE], texts)


def _clusters_table(clusters: Sequence[MessageCluster]) -> Table:
    rows: list[tuple[str, ...]] = [(", ".join(t.words), str(t.messages)) for t in clusters]
    return Table(_CLUSTERS, "Nya ämnen", ("Vanligaste ord", "Meddelanden"), rows)


def _in_the_inbox(request: web.Request, cluster: MessageCluster, period: PeriodQuery) -> str:
    """The inbox's address of the messages that hold the cluster's commonest word."""
    search = {"visa": "alla", "sok": cluster.words[0], **period.values}
    return url_for(request.app, "inbox", query=search)


def _old_facts(request: web.Request) -> list[FactRow]:
    facts = fact_rows(request.app[keys.FACTS].current())
    return over_a_year(facts, local_now().date())


def _facts_table(facts: Sequence[FactRow]) -> Table:
    rows: list[tuple[str, ...]] = [
        (fact.title, fact.source, str(fact.reviewed_on)) for fact in facts
    ]
    return Table(_FACTS, "", ("Uppgift", "Källa", "Senast granskad"), rows)


def _addresses(request: web.Request, table: Table, period: PeriodQuery) -> list[str]:
    """Where the inbox shows the messages of each row; empty where it cannot."""
    return [
        url_for(request.app, "inbox", query={"visa": "alla", **period.values, **query})
        if query
        else ""
        for query in table.queries or [None] * len(table.rows)
    ]


def _chart(table: Table, addresses: Sequence[str]) -> Markup:
    bars = [replace(bar, address=to) for bar, to in zip(table.bars, addresses, strict=True)]
    if table.name != DAYS:
        return charts.bars(bars, f"{table.heading}. Siffrorna står i tabellen nedanför.")
    if len(bars) > _MOST_LINKS:
        bars = table.bars  # the table has them
    first, last = (date.fromisoformat(row[0]) for row in (table.rows[0], table.rows[-1]))
    most = max(table.bars, key=lambda bar: bar.size)
    about = (
        f"{table.heading} från {long_date(first, 'sv')} till {long_date(last, 'sv')}. "
        f"Flest {most.label}: {most.text}. Siffrorna står i tabellen nedanför."
    )
    return charts.columns(bars, about)
