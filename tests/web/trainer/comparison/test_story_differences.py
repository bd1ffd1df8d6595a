"""A broken test story is told in Swedish, with what to do; a narrow miss may be passed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from contracts.comparison.story_figures import Likely, MessageReading, StoryDifference
from tests.web.trainer.comparison.comparisons import BROKEN, NEW, OLD, TAUGHT, model
from tests.web.trainer.conftest import log_in, logged
from tests.web.trainer.models.test_models import (
    LIST,
    NOW,
    candidate,
    database_of,
    get,
    notice_of,
    releaser,
    releases_of,
    send,
)
from web.store.releases import model_releases as releases
from web.store.teaching import examples
from web.trainer.comparison.story_differences import difference_in_words, reading_in_words, views

__all__ = ["releaser"]  # fixture

NARROW = replace(BROKEN, is_narrow=True)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            StoryDifference(
                "actions", ["action_answer"], ["case_form", "action_ask_case_form_consent"]
            ),
            "Boten svarar, men ska göra så här: frågar om samtycket.",
        ),
        (
            StoryDifference("actions", ["utter_thanks", "action_ask_back"], []),
            "Boten gör något annat och frågar tillbaka, men ska göra så här: gör inget.",
        ),
        (
            StoryDifference("slot consent", None, "has"),
            "Boten minns samtycket som inget, men ska minnas finns.",
        ),
        (
            StoryDifference("slot topic", "statistics", "press_contact+statistics"),
            "Boten minns ämnet som Statistik, men ska minnas Presstjänsten + Statistik.",
        ),
        (
            StoryDifference("active loop", "case_form", None),
            "Boten går igenom fallet, fast den inte",
        ),
        (StoryDifference("does not say", None, "112"), "Svaret saknar ”112”."),
        (StoryDifference("no answer", None, None), "Det kom inget svar."),
        (StoryDifference("intent", "greet", "thanks"), ""),
    ],
)
def test_what_goes_otherwise_is_said_in_swedish_without_names_of_the_code(
    row: StoryDifference, words: str
) -> None:
    said = difference_in_words(row)
    assert said.startswith(words)
    assert not re.search(r"action|utter|_", said)


def test_a_reading_says_what_it_is_taken_for_and_how_sure_that_is() -> None:
    one = MessageReading("statistics", (Likely("statistics", 0.985), Likely("greet", 0.004)), ())
    assert reading_in_words(one) == "Statistik; troligast Statistik 98 %"
    wishes = (Likely("press_contact", 0.97), Likely("statistics", 0.599))
    two = MessageReading("press_contact+statistics", (Likely("statistics", 0.6),), wishes)
    assert reading_in_words(two) == (
        "Presstjänsten + Statistik; önskat Presstjänsten 97 % och Statistik 60 %"
    )
    # The other wish that was just too unlikely is told too.
    almost = MessageReading("press_contact", (Likely("press_contact", 0.9),), wishes)
    assert reading_in_words(almost).endswith("önskat Presstjänsten 97 % och Statistik 60 %")
    assert reading_in_words(None) == ""


def test_a_story_that_comes_with_the_bot_has_no_english_name() -> None:
    story = replace(BROKEN, file="statistics.yml", name="statistics, then thanks")
    (view,) = views([story], {}, {})
    assert (view.name, view.said) == (None, ["En knapp", "tack"])


async def test_a_broken_turn_stands_with_both_readings_and_the_nearest_examples(
    releaser: TestClient,
) -> None:
    example = examples.TaughtExample(TAUGHT, "greet", "sv", "anna", NOW.timestamp())
    await examples.add(database_of(releaser), example, NOW)
    number = await candidate(releaser, broken=(BROKEN,), forbidden=("broken",))
    html = await get(releaser, f"{LIST}/{number}")
    assert "statistik och sedan tack" in html
    assert "Replik 2: <strong>tack</strong>" in html
    for told in ("<dd>Tack</dd>", "Tack; troligast Tack 62 %", "Hälsning; troligast Hälsning 51 %"):
        assert told in html
    assert "Boten svarar, men ska göra så här: svarar på följdfrågan." in html
    assert "Närmast bland era exempel: 1" in html
    assert f'aria-label="Ändra: {TAUGHT}"' in html
    assert f'aria-label="Ta bort: {TAUGHT}"' in html
    assert "Knapp marginal" not in html
    assert "action_" not in html


async def test_a_narrow_miss_is_passed_by_a_releaser_with_a_reason_that_is_logged(
    releaser: TestClient,
) -> None:
    number = await candidate(releaser, broken=(NARROW,), forbidden=("broken",))
    html = await get(releaser, f"{LIST}/{number}")
    assert "Knapp marginal" in html
    assert "Släpp trots knapp marginal" in html
    for reason in ("", "  \n"):
        answer = await send(releaser, f"{number}/slapp", based_on=0, reason=reason)
        assert "marginalen är knapp" in notice_of(answer)
    assert await releases_of(releaser) == []
    await send(releaser, f"{number}/slapp", based_on=0, reason="Svaret duger\nlika bra.")
    assert await releases_of(releaser) == [(OLD, None), (NEW, None)]
    assert (await logged(releaser))[-1] == (
        "releaser",
        "model_passed",
        f"kandidat {number}: Svaret duger lika bra.",
    )
    first, last = await releases.every(database_of(releaser))
    assert (first.reason, last.reason) == (None, "Svaret duger lika bra.")
    await send(releaser, "tillbaka", based_on=2)
    assert (await releases.every(database_of(releaser)))[-1].reason is None


@pytest.mark.parametrize(
    "compared",
    [
        {"broken": (NARROW, BROKEN), "forbidden": ("broken",)},
        {"broken": (NARROW,), "forbidden": ("broken", "misroutes")},
        {"broken": (NARROW,), "forbidden": ("broken",), "current": model("another")},
    ],
)
async def test_what_else_is_in_the_way_is_passed_with_no_reason(
    releaser: TestClient, compared: dict[str, Any]
) -> None:
    number = await candidate(releaser, **compared)
    assert "trots knapp marginal" not in await get(releaser, f"{LIST}/{number}")
    await send(releaser, f"{number}/slapp", based_on=0, reason="ändå")
    assert await releases_of(releaser) == []


async def test_a_trainer_passes_nothing(client: TestClient) -> None:
    number = await candidate(client, broken=(NARROW,), forbidden=("broken",))
    await log_in(client, "trainer")
    html = await get(client, f"{LIST}/{number}")
    assert "Knapp marginal" in html
    assert 'name="reason"' not in html
