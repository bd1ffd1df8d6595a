"""What the soak and the model of several machines say follows from what was seen."""

from __future__ import annotations

import random

import pytest

from bench.scale.capacity import CORES, UTILISATION, Costs, capacity_of
from bench.scale.slopes import PIECES, Slope, slope_of
from bench.scale.soak import FILES_WARM_SHARE, growing, slopes
from bench.scale.visitors import Journalists
from desk.cards import topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from tests.web.conftest import ClientMaker, StandInEngine, database, engine, make_client

__all__ = ["database", "engine", "make_client"]  # fixtures

COSTS = Costs(20.0, 5.0, 2.0, 0.4, 9000.0, 450.0, 150.0)


def samples(growth: float, noise: float, seed: int = 1) -> list[tuple[float, float]]:
    """Half an hour, every five seconds, of what grows by so much an hour."""
    chance = random.Random(seed)
    times = [5.0 * number for number in range(360)]
    return [(at, 100 + growth * at / 3600 + chance.gauss(0, noise)) for at in times]


def test_what_grows_is_told_from_what_wavers() -> None:
    growing = slope_of(samples(growth=20.0, noise=1.0))
    assert growing.an_hour == pytest.approx(20.0, abs=growing.margin)
    assert growing.margin < 3
    assert not growing.is_flat
    flats = [slope_of(samples(0.0, 1.0, seed)).is_flat for seed in range(20)]
    assert sum(flats) >= 18  # the interval is one of 95 %


def test_what_is_within_its_interval_or_falls_or_is_one_an_hour_is_flat() -> None:
    assert Slope(5.0, 6.0).is_flat
    assert Slope(-5.0, 0.1).is_flat
    assert Slope(1.0, 0.1).is_flat
    assert not Slope(1.1, 0.1).is_flat


def test_files_that_rise_in_steps_and_then_stay_are_no_growth_and_those_that_go_on_are() -> None:
    half_hour, times = 1800.0, [5.0 * number for number in range(361)]
    steps = [(at, 26.0 + 50 * (at > 300) + 50 * (at > 850)) for at in times]
    on_and_on = [(at, 26.0 + at // 300) for at in times]
    files = slopes({"engine": steps, "web": on_and_on}, half_hour, FILES_WARM_SHARE)
    assert growing({"web": Slope(0.0, 0.1)}, files) == ["web grows: the number of its open files"]
    assert growing({"web": Slope(5.0, 0.1)}, {}) == ["web grows: its memory"]


def test_too_few_samples_tell_nothing() -> None:
    with pytest.raises(ValueError, match="samples"):
        slope_of(samples(0.0, 1.0)[: PIECES - 1])


def test_machines_carry_in_step_with_their_number_until_something_breaks() -> None:
    one, ten, hundred = (capacity_of(machines, COSTS) for machines in (1, 10, 100))
    assert one.messages_s == pytest.approx(CORES * UTILISATION * 1000 / 25)
    assert ten.messages_s == pytest.approx(10 * one.messages_s)
    assert "processors" in one.breaks_first
    assert "connections" in ten.breaks_first
    assert "Redis" in hundred.breaks_first


async def test_journalists_see_what_is_not_stored(
    make_client: ClientMaker, engine: StandInEngine, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stand-in engine answers and stores nothing."""
    monkeypatch.setattr("bench.scale.visitors.READING_SECONDS", 0.0)
    client = await make_client(proxy_hops=1)
    card = topic_card(facts, "statistics", "sv", local_now())
    engine.answer = [{"text": card["text"], "custom": card}]
    journalists = Journalists(str(client.make_url("")).rstrip("/"), [["ett", "två"]], rate=1000.0)
    await journalists.write(0.01)
    visits = journalists.visits
    assert visits.answers["good"] == len(visits.answered) >= 2
    assert visits.not_stored == visits.answers["good"]
    assert visits.doubled == visits.answers["failed"] == 0
