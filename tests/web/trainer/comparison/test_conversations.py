"""What a candidate does in the measured conversations is told in words, and can forbid it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from contracts.comparison.conversation_figures import Changes
from contracts.paths import DIALOGUES
from desk.facts.file import load_facts
from tests.web.trainer.comparison.comparisons import BROKEN, CONVERSATIONS
from tests.web.trainer.models.test_models import LIST, candidate, get, releaser
from web.trainer.base_examples.example_words import question_in_words
from web.trainer.comparison.conversations import (
    BETTER,
    BETTER_QUESTIONS,
    WORSE,
    WORSE_QUESTIONS,
    WRONG,
    WRONG_QUESTIONS,
    WRONG_YES,
    fault_in_words,
    rows,
)
from web.trainer.formats import change_in_words

__all__ = ["releaser"]  # fixture

FACTS = load_facts()


def test_each_model_has_its_counts() -> None:
    found = {row.words: row for row in rows(CONVERSATIONS)}
    turns = found["Svar i samtal som är rätt"]
    assert (turns.candidate, turns.current, turns.difference, turns.verdict) == (
        "17 av 20",
        "19 av 20",
        "−2",
        "worse",
    )
    assert found["Hela samtal utan fel"].verdict == "better"
    assert found["Frågor som får sitt svar först"].verdict == "same"
    assert found["Felaktiga ja om ett fall"].verdict == "worse"


def test_a_change_is_told_with_its_chance() -> None:
    assert change_in_words(Changes(9, 1, 0.0215)) == (
        "1 blir rätt och 9 blir fel. Slumpen ger så stor skillnad 2 gånger av 100 (McNemars "
        "exakta test, p = 0,021)."
    )
    assert change_in_words(Changes(0, 0, 1.0)) == "inget blir rätt eller fel."


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            "fact:records_fee",
            f"svaret saknar ”{question_in_words(FACTS, 'records_fee')}” först",
        ),
        (
            "open:records_days|desk:docs",
            f"svaret saknar ”{question_in_words(FACTS, 'records_days')}”, och vem man frågar eller "
            "kortet Offentlig handling",
        ),
        ("letter:stats", "svaret saknar ett utkast till Statistik"),
        ("never verdict:yes", "svaret har med att fallet kan kommenteras, som inte ska vara med"),
        ("80 kronor", "svaret saknar ”80 kronor”"),
        ("no answer", "fick inget svar"),
    ],
)
def test_a_fault_is_told_in_swedish(fault: str, words: str) -> None:
    assert fault_in_words(fault, FACTS) == words


def test_every_item_of_the_conversations_has_words() -> None:
    items = {
        part
        for file in DIALOGUES.glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
        for turn in json.loads(line)["turns"]
        for item in (*turn["must"], *(turn.get("never") or ()))
        for part in item.split("|")
    }
    assert len(items) > 100
    said = {item: fault_in_words(item, FACTS) for item in items}
    gone = question_in_words(FACTS, "what no fact is called")
    assert [item for item in items if f"”{item}”" in said[item] or gone in said[item]] == []
    assert not [words for words in said.values() if "_" in words]


async def test_the_page_shows_what_the_candidate_alone_gets_wrong(releaser: TestClient) -> None:
    number = await candidate(releaser, conversations=CONVERSATIONS, forbidden=("wrong_yes",))
    html = await get(releaser, f"{LIST}/{number}")
    assert "Samtal som bara kandidaten svarar fel i: 1" in html
    assert "Replik 2, ”Och utan &lt;samtycke&gt;?”: svaret saknar att det inte går utan" in html
    assert "Frågor som bara kandidaten svarar fel på: 1" in html
    assert "records_fee" not in html
    assert question_in_words(FACTS, "records_fee") in html
    assert ">Felaktiga ja om ett fall</h2>" in html
    assert "att ett fall kan kommenteras när det inte får det" in html
    assert "disabled" in html
    for title in (
        "Samtal som bara modellen innan svarar fel i: 1",
        "Samtal som båda svarar fel i: 1",
        "Frågor som bara modellen innan svarar fel på: 1",
        "Frågor som båda svarar fel på: 0",
        "”Vem &lt;äger&gt; talen?”: svaret saknar kortet Statistik",
        "”Och i fjol?”",
    ):
        assert title in html
    # Every count leads to what is wrong.
    parts = (WORSE, WORSE_QUESTIONS, BETTER, BETTER_QUESTIONS, WRONG, WRONG_QUESTIONS, WRONG_YES)
    for part in parts:
        assert html.count(f'id="{part}"') == 1
        assert part in (BETTER, BETTER_QUESTIONS) or f'href="#{part}"' in html
    led_to = re.findall(r'<a href="#([\w-]+)" aria-label="([^"]+), (?:kandidaten|modellen)', html)
    assert {part for part, _ in led_to} == {WRONG, WRONG_QUESTIONS, WRONG_YES}


async def test_the_page_shows_the_stories_that_one_model_or_both_fail(releaser: TestClient) -> None:
    number = await candidate(
        releaser, mended=(BROKEN,), both_fail=(replace(BROKEN, name="ett till"),)
    )
    html = await get(releaser, f"{LIST}/{number}")
    assert "Testsamtal som den klarar men inte modellen innan: 1" in html
    assert "Testsamtal som ingen av modellerna klarar: 1" in html
    for part, whose in (
        ("trasiga-for-bada", "kandidaten"),
        ("lagade-testsamtal", "modellen innan"),
    ):
        assert f'id="{part}"' in html
        assert f'<a href="#{part}" aria-label="Går som de ska, {whose}:' in html


async def test_of_a_comparison_from_before_nothing_is_said_that_it_does_not_hold(
    releaser: TestClient,
) -> None:
    names = ("better", "better_questions", "both_wrong", "both_wrong_questions")
    number = await candidate(releaser, conversations=replace(CONVERSATIONS, **dict.fromkeys(names)))
    html = await get(releaser, f"{LIST}/{number}")
    assert "Samtal som bara kandidaten svarar fel i: 1" in html
    assert "svarar fel i: 0" not in html and "båda svarar fel" not in html


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("worse_turns", "svarar sämre i samtal än modellen innan"),
        ("worse_questions", "svarar sämre på frågor än modellen innan"),
    ],
)
async def test_a_candidate_that_is_worse_by_more_than_chance_is_not_released(
    releaser: TestClient, reason: str, words: str
) -> None:
    harmless = replace(CONVERSATIONS, wrong_yes=())
    number = await candidate(releaser, conversations=harmless, forbidden=(reason,))
    html = await get(releaser, f"{LIST}/{number}")
    assert words in html
    assert "disabled" in html
    assert ">Felaktiga ja om ett fall</h2>" not in html


async def test_a_comparison_from_before_there_were_conversations_is_shown_without(
    releaser: TestClient,
) -> None:
    number = await candidate(releaser)
    html = await get(releaser, f"{LIST}/{number}")
    assert "Siffrorna" in html
    assert "Samtal och frågor" not in html
