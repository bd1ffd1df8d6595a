"""Says how well two trainers agree on what messages are about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
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
class LabelPairAgreement:
    """How well two labels are told apart, of the messages that either trainer gave one of them."""

    one: str
    other: str
    mixed_up: int  # each trainer said another of the two
    either: int
    kappa: float | None


@dataclass(frozen=True)
class TrainerPairAgreement:
    """How well two trainers agree with each other, of the messages that both have labelled."""

    one: str
    other: str
    pairs: int
    same: int
    kappa: float | None


@dataclass(frozen=True)
class Agreement:
    """How well two trainers agree: on how many messages they agree of how many, and kappa."""

    pairs: int
    same: int
    kappa: float | None  # None when everything has got one and the same label
    labels: list[LabelAgreement]  # what is disagreed about most often first
    label_pairs: list[LabelPairAgreement]  # of those that were mixed up, the most often first
    trainers: list[TrainerAgreement]  # by name
    trainer_pairs: list[TrainerPairAgreement]  # by names


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
    by_people: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    async with database.connect() as connection:
        for first, second, person, another, count in await connection.execute(query):
            pairs[first, second] += count
            said = {person: first, another: second}
            one, other = sorted(said)
            by_people[one, other][said[one], said[other]] += count
    return Agreement(
        pairs=pairs.total(),
        same=_same(pairs),
        kappa=cohens_kappa(pairs),
        labels=_by_label(pairs),
        label_pairs=_by_label_pair(pairs),
        trainers=_by_trainer(by_people),
        trainer_pairs=[
            TrainerPairAgreement(*people, said.total(), _same(said), cohens_kappa(said))
            for people, said in sorted(by_people.items())
        ],
    )


def _same(pairs: Mapping[tuple[str, str], int]) -> int:
    return sum(count for (one, other), count in pairs.items() if one == other)


def _by_label(pairs: Mapping[tuple[str, str], int]) -> list[LabelAgreement]:
    rows = []
    for label in {label for pair in pairs for label in pair}:
        against = _against_the_rest(pairs, {label})
        both = against[label, label]
        either = against.total() - against["", ""]
        rows.append(LabelAgreement(label, either, both, cohens_kappa(against)))
    return sorted(rows, key=lambda row: (row.both - row.either, row.label))


def _by_label_pair(pairs: Mapping[tuple[str, str], int]) -> list[LabelPairAgreement]:
    rows = []
    for one, other in {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}:
        said = _against_the_rest(pairs, {one, other})
        del said["", ""]
        mixed_up = said[one, other] + said[other, one]
        kappa = cohens_kappa(said)
        rows.append(LabelPairAgreement(one, other, mixed_up, said.total(), kappa))
    return sorted(rows, key=lambda row: (-row.mixed_up, row.one, row.other))


def _against_the_rest(
    pairs: Mapping[tuple[str, str], int], labels: Collection[str]
) -> Counter[tuple[str, str]]:
    """The same with one name, "", for all other labels."""
    result: Counter[tuple[str, str]] = Counter()
    for (one, other), count in pairs.items():
        result[one if one in labels else "", other if other in labels else ""] += count
    return result


def _by_trainer(
    by_people: Mapping[tuple[str, str], Counter[tuple[str, str]]],
) -> list[TrainerAgreement]:
    totals: Counter[str] = Counter()
    same: Counter[str] = Counter()
    for people, said in by_people.items():
        for person in people:
            totals[person] += said.total()
            same[person] += _same(said)
    return [TrainerAgreement(person, totals[person], same[person]) for person in sorted(totals)]
