"""A message goes to an engine that is there, and a conversation to one of its own."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

import aiohttp
import pytest

from web.engines import REFUSED_SECONDS, SILENT_SECONDS, Engines

URLS = ("http://a", "http://b", "http://c")
REFUSED = aiohttp.ServerDisconnectedError()


def ask(engines: Engines, conversation: str) -> str:
    with engines.engine_for(conversation) as url:
        return url


def fail(engines: Engines, conversation: str, error: BaseException) -> None:
    with pytest.raises(type(error)), engines.engine_for(conversation):
        raise error


def test_a_conversation_stays_where_it_is_and_all_have_some() -> None:
    engines = Engines(URLS)
    homes = {str(number): ask(engines, str(number)) for number in range(300)}
    assert {name: ask(engines, name) for name in homes} == homes
    assert min(Counter(homes.values()).values()) > 60
    fewer = Engines(URLS[:2])
    assert all(ask(fewer, name) == home for name, home in homes.items() if home != "http://c")


@pytest.mark.parametrize(
    ("error", "seconds"), [(REFUSED, REFUSED_SECONDS), (TimeoutError(), SILENT_SECONDS)]
)
def test_one_that_fails_is_left_alone_for_a_while(error: BaseException, seconds: float) -> None:
    now = 0.0
    engines = Engines(URLS, lambda: now)
    home = ask(engines, "a conversation")
    fail(engines, "a conversation", error)
    assert ask(engines, "a conversation") != home
    now = seconds
    assert ask(engines, "a conversation") == home


def test_where_all_have_failed_one_is_asked_all_the_same() -> None:
    now = 0.0
    engines = Engines(URLS[:2], lambda: now)
    first = ask(engines, "a conversation")
    fail(engines, "a conversation", TimeoutError())
    fail(engines, "a conversation", REFUSED)
    assert ask(engines, "a conversation") != first  # it will be back sooner


def test_one_that_is_busier_than_another_is_passed_by() -> None:
    engines = Engines(URLS)
    with ExitStack() as under_way:
        chosen = Counter(under_way.enter_context(engines.engine_for("one")) for _ in range(9))
    assert max(chosen.values()) - min(chosen.values()) <= 2


def test_an_error_of_another_kind_says_nothing_of_the_engine() -> None:
    engines = Engines(URLS)
    home = ask(engines, "a conversation")
    fail(engines, "a conversation", ValueError())
    assert ask(engines, "a conversation") == home
