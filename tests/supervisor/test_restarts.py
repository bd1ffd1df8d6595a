"""Pauses grow while a part goes on dying, and an end is made of it."""

from __future__ import annotations

from supervisor.restarts import MINUTE, MOST_DEATHS, Restarts


def test_pauses_grow_until_it_is_given_up() -> None:
    restarts = Restarts(clock=lambda: 0.0)
    pauses = [restarts.pause() for _ in range(MOST_DEATHS)]
    assert pauses == [0.2, 0.4, 0.8, 1.6, None]


def test_who_has_lived_for_a_minute_begins_anew() -> None:
    now = [0.0]
    restarts = Restarts(clock=lambda: now[0])
    for _ in range(MOST_DEATHS - 1):
        restarts.pause()
    now[0] = MINUTE
    assert restarts.pause() == 0.2
