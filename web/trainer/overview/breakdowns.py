"""Makes the overview's tables of what was counted, with no group smaller than five in them."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from contracts.events import PRESS_LINE
from contracts.intents import FALLBACK, OUT_OF_SCOPE
from contracts.training import SMALLEST_GROUP
from desk.dates import long_date, weekday_date
from desk.hours import STOCKHOLM
from web.store.conversations.counts import (
    MOST_TIMED,
    SECONDS_AN_HOUR,
    Kind,
    PeriodCounts,
)
from web.trainer.formats import percent
from web.trainer.labels import LANGUAGE_NAMES, title_of
from web.trainer.overview.charts import Bar
from web.trainer.overview.small_groups import PublicCount, Split, public_count, publish
from web.trainer.overview.table import Table

DAYS = "dagar"
_ALL = "alla"
_ANSWERED, _OUTSIDE, _LATE = "Svarade", "Inget för oss", "Inget svar i tid: fick pressjouren"
_CHOSE, _UNCLEAR = "Frågade tillbaka, fick ett val", "Inte förstått: fick inget val"
_OUTCOMES = (_ANSWERED, _CHOSE, _UNCLEAR, _OUTSIDE)
_VERDICTS = {True: "Hjälpte", False: "Hjälpte inte", None: "Inget omdöme"}
# As the inbox's address has them.
_OUTCOME_QUERIES = {
    _ANSWERED: {"utfall": "svarade"},
    _CHOSE: {"utfall": "valde"},
    _UNCLEAR: {"utfall": "oklart"},
    _OUTSIDE: {"etikett": OUT_OF_SCOPE},
    _LATE: {"etikett": PRESS_LINE},
}
_HELPED = {True: "upp", False: "ned", None: "inget"}
# Up to so many seconds.
_ANSWER_TIMES = {
    0.5: "Högst en halv sekund",
    1.0: "En halv till en sekund",
    2.0: "En till två sekunder",
    5.0: "Två till fem sekunder",
    float("inf"): "Över fem sekunder",
}
# Up to so many days, and as the inbox's address has them.
_WAITS = {
    1: "Mindre än ett dygn",
    7: "Ett till sju dygn",
    30: "Åtta till trettio dygn",
    float("inf"): "Över trettio dygn",
}
_WAIT_QUERIES = {
    words: {"vantat": name}
    for words, name in zip(_WAITS.values(), ("dygn", "vecka", "manad", "langre"), strict=True)
}


@dataclass(frozen=True)
class Overview:
    """How many messages there were, the tables, and the headings of those that would tell."""

    total: PublicCount
    tables: list[Table]
    left_out: list[str]


@dataclass(frozen=True)
class _Part:
    """A table before it is known which of its numbers may be published; `counts` by their words."""

    name: str
    heading: str
    column: str  # the heading of its first column
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()
    whole: str = _ALL
    rest: bool = False  # there are messages that are in none of the counts
    folds: bool = False  # those too small to be published are one row
    # By what the inbox shows the messages of a count, by its words, where it can.
    queries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def key(self, words: str) -> str:
        """What a count is called among those of all tables."""
        return f"{self.name}:{words}"

    @property
    def split(self) -> Split:
        """What the counts are parts of."""
        return Split(self.whole, [self.key(words) for words in self.counts], self.rest)


def overview(
    counts: PeriodCounts,
    first: date,
    last: date,
    now: datetime,
    channel: str | None,
    titles: Mapping[str, str],
) -> Overview:
    """The tables of the days from `first` to `last`; of fewer than five messages none.

    `channel` is the one that was counted, None for all; `titles` are what channels are called.
    """
    total = sum(kind.count for kind in counts.kinds)
    if total < SMALLEST_GROUP:
        return Overview(public_count(total), [], [])
    days = _days(counts.hours, first, last)
    of_days = {day: {"fran": day, "till": day} for day in days}
    parts = [
        _Part(DAYS, "Meddelanden per dag", "Dag", days, (_ABOUT_DAYS,), queries=of_days),
        *_parts(counts.kinds, channel, titles),
        *_times(counts, now),
    ]
    parts = [part for part in parts if part.counts]
    numbers = {_ALL: total}
    for part in parts:
        numbers |= {part.key(words): count for words, count in part.counts.items()}
    published = publish(numbers, [part.split for part in parts])
    whole = [part for part in parts if set(part.split.parts) <= published.keys()]
    left_out = [part.heading for part in parts if part not in whole]
    return Overview(published[_ALL], [_table(part, published) for part in whole], left_out)


def _parts(kinds: list[Kind], channel: str | None, titles: Mapping[str, str]) -> Iterator[_Part]:
    outcomes = _by(kinds, _outcome, _OUTCOMES)
    yield _Part(
        "utfall",
        "Så gick det",
        "Utfall",
        outcomes,
        (_ABOUT_OUTCOMES,),
        queries=_OUTCOME_QUERIES,
    )
    with_answer = [kind for kind in kinds if _outcome(kind) == _ANSWERED]
    yield _Part(
        "arenden",
        "Vad boten svarade på",
        "Etikett",
        _largest(_by(with_answer, lambda kind: title_of(kind.intent))),
        ("Andelen är av dem som boten svarade på.",),
        whole=f"utfall:{_ANSWERED}",
        folds=True,
        queries={title_of(kind.intent): {"etikett": kind.intent} for kind in with_answer},
    )
    if not channel:
        channels = _by(kinds, lambda kind: titles.get(kind.channel, kind.channel))
        of_channels = {titles.get(k.channel, k.channel): {"kanal": k.channel} for k in kinds}
        notes = (_ABOUT_CHANNELS,)
        yield _Part("kanaler", "Kanaler", "Kanal", _largest(channels), notes, queries=of_channels)
    languages = _by(kinds, _language)
    of_languages = {_language(kind): {"sprak": kind.language} for kind in kinds}
    yield _Part(
        "sprak", "Språk", "Språk", _largest(languages), (_ABOUT_LANGUAGES,), queries=of_languages
    )
    verdicts = _by(kinds, lambda kind: _VERDICTS[kind.helped], _VERDICTS.values())
    of_verdicts = {_VERDICTS[helped]: {"omdome": name} for helped, name in _HELPED.items()}
    yield _Part("omdomen", "Omdömen", "Omdöme", verdicts, (_ABOUT_VERDICTS,), queries=of_verdicts)


def _times(counts: PeriodCounts, now: datetime) -> Iterator[_Part]:
    seconds = ((value, 1) for value in counts.answer_seconds)
    yield _Part(
        "svarstid",
        "Hur länge svaren dröjde",
        "Tid",
        _binned(seconds, _ANSWER_TIMES),
        (*_median(counts.answer_seconds), _ABOUT_ANSWERS),
        rest=True,
    )
    yield _Part(
        "vantar",
        "Hur länge meddelanden har väntat på granskning",
        "Tid",
        _binned(_waits(counts.waiting, now), _WAITS),
        (_ABOUT_WAITS,),
        rest=True,
        queries=_WAIT_QUERIES,
    )


_ABOUT_DAYS = "Så många meddelanden som skrevs varje dag, från midnatt till midnatt."
_ABOUT_CHANNELS = "Var meddelandena skrevs."
_ABOUT_LANGUAGES = "Vilket språk boten läste meddelandet som. Norska och danska räknas som svenska."
_ABOUT_VERDICTS = "Vad skribenten tryckte på under svaret, om något."
_ABOUT_OUTCOMES = (
    "Svarade: boten gav ett svar. Frågade tillbaka: boten undrade vad som menades, och skribenten "
    "valde ett av förslagen. Inte förstått: boten undrade det, och skribenten valde inget av dem. "
    "Inget för oss: boten sade att presstjänsten inte svarar på sådant. Inget svar i tid: boten "
    "hann inte svara, och skribenten fick pressjourens nummer."
)
_ABOUT_ANSWERS = (
    f"Från det att boten har tolkat meddelandet till att svaret är klart. De senaste "
    f"{public_count(MOST_TIMED)} meddelandena i perioden räknas."
)
_ABOUT_WAITS = "Meddelanden från perioden som ingen har granskat färdigt."


def _table(part: _Part, numbers: Mapping[str, PublicCount]) -> Table:
    cells = [(words, numbers[part.key(words)]) for words in part.counts]
    headers: tuple[str, ...] = (part.column, "Meddelanden")
    rows: list[tuple[str, ...]] = [(words, str(number)) for words, number in cells]
    if part.name == DAYS:
        bars = [_day_bar(i, *row) for i, row in enumerate(cells)]
    elif part.rest:
        bars = [_bar(words, number) for words, number in cells]
    else:
        shares = _shares([number for _, number in cells], numbers[part.whole])
        bars = [_bar(*row, share) for row, share in zip(cells, shares, strict=True)]
        headers = (*headers, "Andel")
        rows = [(*row, share) for row, share in zip(rows, shares, strict=True)]
        few = sum(number.about is None for _, number in cells)
        if part.folds and few > 1:  # they are last, for the largest are first
            words, each = f"{few} andra", f"{public_count(1)} var"
            bars[-few:] = [Bar(words, each, SMALLEST_GROUP - 1, is_known=False)]
            rows[-few:] = [(words, each, "")]
    # The few are not shown one by one, those that are folded into a row last of all.
    queries = [part.queries.get(words) if number.about else None for words, number in cells]
    del queries[len(rows) :]
    return Table(part.name, part.heading, headers, rows, bars, part.notes, queries)


def _bar(words: str, number: PublicCount, share: str = "") -> Bar:
    text = f"{number} ({share})" if share else str(number)
    return Bar(words, text, _size(number), number.about is not None)


def _day_bar(index: int, iso: str, number: PublicCount) -> Bar:
    day = date.fromisoformat(iso)
    month = ""
    if index == 0 or day.day == 1:
        _, name, year = long_date(day, "sv").split(" ")
        month = f"{name[:3]} {year}"
    label = weekday_date(day, "sv")
    return Bar(label, str(number), _size(number), number.about is not None, str(day.day), month)


def _size(number: PublicCount) -> float:
    return SMALLEST_GROUP - 1 if number.about is None else number.about


def _shares(numbers: Sequence[PublicCount], whole: PublicCount) -> list[str]:
    """Shares of what is said, so that they say no more; none that would be all but is not."""
    are_alone = sum(number.about != 0 for number in numbers) == 1
    return [
        percent(number.about / whole.about)
        if whole.about and number.about is not None and (number != whole or are_alone)
        else ""
        for number in numbers
    ]


def _days(hours: Mapping[int, int], first: date, last: date) -> dict[str, int]:
    """Every day of the period by its date, in Swedish time."""
    counts: Counter[date] = Counter()
    for hour, count in hours.items():
        counts[datetime.fromtimestamp(hour * SECONDS_AN_HOUR, STOCKHOLM).date()] += count
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return {day.isoformat(): counts[day] for day in days}


def _waits(hours: Mapping[int, int], now: datetime) -> Iterable[tuple[float, int]]:
    """Days that messages have waited, by whole hours, and how many of them."""
    for hour, count in hours.items():
        yield (now.timestamp() - hour * SECONDS_AN_HOUR) / 86_400, count


def _language(kind: Kind) -> str:
    return LANGUAGE_NAMES.get(kind.language, kind.language).capitalize()


def _outcome(kind: Kind) -> str:
    if kind.intent == FALLBACK:
        return _CHOSE if kind.chose else _UNCLEAR
    return {OUT_OF_SCOPE: _OUTSIDE, PRESS_LINE: _LATE}.get(kind.intent, _ANSWERED)


def _by(
    kinds: Iterable[Kind], key: Callable[[Kind], str], names: Iterable[str] = ()
) -> dict[str, int]:
    """How many of each, those of `names` first and even if there are none."""
    counts = dict.fromkeys(names, 0)
    for kind in kinds:
        counts[key(kind)] = counts.get(key(kind), 0) + kind.count
    return counts


def _largest(counts: Mapping[str, int]) -> dict[str, int]:
    """The largest first, by what is said of them: their order is not to say more."""
    return dict(sorted(counts.items(), key=lambda item: (-_size(public_count(item[1])), item[0])))


def _binned(values: Iterable[tuple[float, int]], bins: Mapping[float, str]) -> dict[str, int]:
    """How many have a value up to each limit."""
    counts = dict.fromkeys(bins.values(), 0)
    for value, count in values:
        counts[next(words for most, words in bins.items() if value <= most)] += count
    return counts


def _median(seconds: Sequence[float]) -> tuple[str, ...]:
    if len(seconds) < SMALLEST_GROUP:
        return ()
    median = statistics.median(seconds)
    if median < 0.1:
        return ("Hälften fick svar inom en tiondels sekund.",)
    middle = f"{median:.1f}".replace(".", ",")
    return (f"Hälften fick svar inom {middle} sekunder.",)
