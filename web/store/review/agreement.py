"""Says how well two trainers agree on what messages are about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.trainer_tables import reviews


@dataclass(frozen=True)
class LabelAgreement:
    """How well two trainers agree on one label, of the messages that one of them gave it."""

    label: str
    either: int
    both: int
    kappa: float | None  # this label against all others


@dataclass(frozen=True)
class TrainerAgreement:
    """On how many messages a trainer agrees with another, of how many that both have labelled."""

    person: str
    pairs: int
    same: int


@dataclass(frozen=True)
class Agreement:
    """How well two trainers agree: on how many messages they agree of how many, and kappa."""

    pairs: int
    same: int
    kappa: float | None  # None when everything has got one and the same label
    labels: list[LabelAgreement]  # what is disagreed about most often first
    mixed_up: list[tuple[str, str, int]]  # two labels of one message, how often, the most first
    trainers: list[TrainerAgreement]  # by name


def cohens_kappa(pairs: Mapping[tuple[str, str], int]) -> float | None:
    """Agreement beyond chance, from -1 to 1, by how often each pair of labels was given.

    None when there are none, or when one and the same label was given throughout.
    """
    total = sum(pairs.values())
    if not total:
        return None
    labels = {label for pair in pairs for label in pair}
    same = sum(count for (one, other), count in pairs.items() if one == other) / total
    first = {x: sum(n for (one, _), n in pairs.items() if one == x) / total for x in labels}
    second = {x: sum(n for (_, other), n in pairs.items() if other == x) / total for x in labels}
    chance = sum(first[x] * second[x] for x in labels)
    return None if chance >= 1 else (same - chance) / (1 - chance)


async def read(database: AsyncEngine) -> Agreement:
    """How well two trainers agree, on the messages that two have labelled.

    Who contradicts what is settled knows what others have said, and is not counted.
    """
    one, other = reviews.alias(), reviews.alias()
    pair = sa.and_(one.c.message == other.c.message, one.c.turn < other.c.turn)
    columns = (one.c.label, other.c.label, one.c.person, other.c.person)
    query = (
        sa.select(*columns, sa.func.count())
        .join_from(other, one, pair)
        .where(other.c.turn == 2, one.c.label.is_not(None), other.c.label.is_not(None))
        .group_by(*columns)
    )
    pairs: Counter[tuple[str, str]] = Counter()
    by_person: dict[str, Counter[bool]] = defaultdict(Counter)
    async with database.connect() as connection:
        for first, second, *people, count in await connection.execute(query):
            pairs[first, second] += count
            for person in people:
                by_person[person][first == second] += count
    return Agreement(
        pairs=pairs.total(),
        same=_same(pairs),
        kappa=cohens_kappa(pairs),
        labels=_by_label(pairs),
        mixed_up=_mixed_up(pairs),
        trainers=[
            TrainerAgreement(person, counts.total(), counts[True])
            for person, counts in sorted(by_person.items())
        ],
    )


def _same(pairs: Mapping[tuple[str, str], int]) -> int:
    return sum(count for (one, other), count in pairs.items() if one == other)


def _by_label(pairs: Mapping[tuple[str, str], int]) -> list[LabelAgreement]:
    rows = []
    for label in {label for pair in pairs for label in pair}:
        against: Counter[tuple[str, str]] = Counter()
        for (one, other), count in pairs.items():
            against[label if one == label else "", label if other == label else ""] += count
        both = against[label, label]
        either = against.total() - against["", ""]
        rows.append(LabelAgreement(label, either, both, cohens_kappa(against)))
    return sorted(rows, key=lambda row: (row.both - row.either, row.label))


def _mixed_up(pairs: Mapping[tuple[str, str], int]) -> list[tuple[str, str, int]]:
    counts: Counter[tuple[str, str]] = Counter()
    for (one, other), count in pairs.items():
        if one != other:
            counts[min(one, other), max(one, other)] += count
    return [(one, other, count) for (one, other), count in counts.most_common()]
