"""What a comparison counts, and the one sentence that says whether a candidate is better."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from contracts.comparison.case_figures import DeniedExample, Guess, PairedCounts
from contracts.comparison.conversation_figures import Changes
from contracts.intents import FALLBACK
from tests.web.trainer.comparison.comparisons import CASES, CONVERSATIONS, case, figures
from web.trainer.comparison import conversations
from web.trainer.comparison.headline import headline
from web.trainer.comparison.measures import CANDIDATE, confusion, label_rows, rows, tenths
from web.trainer.comparison.messages_page import slice_of
from web.trainer.formats import chance_in_words


def test_each_figure_is_a_count_of_both_models() -> None:
    found = dict(rows(CASES))
    right = found["ratt"]
    assert (right.candidate, right.current, right.difference, right.verdict) == (
        "10 av 11",
        "9 av 11",
        "+1",
        "better",
    )
    asked = found["fragade"]
    assert (asked.candidate, asked.current, asked.difference, asked.verdict) == (
        "0 av 11",
        "1 av 11",
        "−1",
        "better",
    )
    assert found["kluriga"].candidate == "0 av 1"
    assert found["fel-kontakt"].verdict == "same"
    # Nothing belongs to it.
    assert "bada" not in found


def test_each_figure_says_in_a_sentence_what_it_counts() -> None:
    sentences = [row.means for _, row in rows(CASES)]
    sentences += [row.means for row in conversations.rows(CONVERSATIONS)]
    assert all(re.fullmatch(r"[A-ZÅÄÖ].+\.", sentence) for sentence in sentences)


def test_what_was_taught_can_be_left_out_of_a_figure() -> None:
    taught, unseen = (case("greet", "greet", "greet", taught=taught) for taught in (True, False))
    all_, some = slice_of({"matt": "ratt"}), slice_of({"matt": "ratt", "olart": "1"})
    assert all_ and some
    assert (all_.belongs(taught), some.belongs(taught), some.belongs(unseen)) == (True, False, True)
    assert slice_of({"olart": "1"}) is None


def test_two_wishes_are_answered_when_both_are() -> None:
    both = "press_contact+statistics"
    cases = [case(both, "statistics", both), case("statistics", "statistics", both)]
    found = dict(rows(cases))
    assert (found["bada"].candidate, found["bada"].current) == ("1 av 1", "0 av 1")
    assert (found["tva-kontakter"].candidate, found["tva-kontakter"].verdict) == ("1 av 1", "worse")
    assert (found["fel-kontakt"].candidate, found["fel-kontakt"].current) == ("1 av 1", "0 av 1")


def test_labels_are_counted_by_their_swedish_names() -> None:
    found = [(name, row.words, row.candidate) for name, row in label_rows(CASES)]
    assert found == [
        ("press_contact", "Presstjänsten", "6 av 7"),
        ("statistics", "Statistik", "4 av 4"),
    ]


def test_both_matrices_have_the_labels_of_both_models() -> None:
    names, counts = confusion([case("statistics", "greet", "statistics")], CANDIDATE)
    assert (names, counts) == (["greet", "statistics"], [[0, 0], [0, 1]])


def test_a_tenth_of_confidence_has_counts_and_no_share() -> None:
    sure = replace(CASES[0], after=Guess("press_contact", 1.0, "press_contact"))
    assert tenths([sure, CASES[-1]]) == [(5, [(0, 0), (1, 1)]), (9, [(2, 2), (1, 1)])]


@pytest.mark.parametrize(
    ("query", "count", "counted"),
    [
        ({"matt": "ratt", "modell": "innan"}, 11, 9),
        ({"matt": "kluriga"}, 1, 0),
        ({"etikett": "press_contact"}, 7, 6),
        ({"etikett": "press_contact", "togs": "statistics", "modell": "innan"}, 1, 1),
        ({"tiondel": "9"}, 11, 10),
        ({"tiondel": "5", "modell": "innan"}, 1, 1),
    ],
)
def test_every_figure_opens_the_messages_that_it_counts(
    query: dict[str, str], count: int, counted: int
) -> None:
    some = slice_of(query)
    assert some
    members = [one for one in CASES if some.belongs(one)]
    assert (len(members), sum(map(some.counted, members))) == (count, counted)


@pytest.mark.parametrize(
    "query",
    [{}, {"matt": "x"}, {"matt": "ratt", "modell": "x"}, {"tiondel": "10"}, {"etikett": "x"}],
)
def test_an_address_that_asks_for_nothing_opens_nothing(query: dict[str, str]) -> None:
    assert slice_of(query) is None


def unseen(newly_right: int, newly_wrong: int, chance: float) -> PairedCounts:
    right = 200 + newly_right - newly_wrong
    return PairedCounts(260, right, 200, newly_wrong, newly_right, chance)


BETTER_CASES = (*[case("statistics", FALLBACK, "statistics") for _ in range(9)],)
WORSE_CASES = (*[case("statistics", "statistics", "press_contact") for _ in range(9)],)


@pytest.mark.parametrize(
    ("changed", "verdict", "title"),
    [
        ({"unseen": unseen(1, 0, 1.0)}, "same", "Ingen säker skillnad"),
        ({"unseen": unseen(0, 0, 1.0)}, "same", "Ingen säker skillnad"),
        (
            {"cases": BETTER_CASES, "unseen": unseen(9, 0, 0.004)},
            "better",
            "Bättre på Statistik",
        ),
        ({"cases": WORSE_CASES, "unseen": unseen(0, 9, 0.004)}, "worse", "Sämre på Statistik"),
        (
            {
                "conversations": replace(CONVERSATIONS, turn_changes=Changes(1, 12, 0.003)),
                "forbidden": ("worse_questions",),
            },
            "worse",
            "Sämre på svaren på frågor, bättre på svaren i samtal",
        ),
        ({"forbidden": ("broken",)}, "worse", "Sämre på testsamtalen"),
        (
            {
                "cases": BETTER_CASES,
                "unseen": unseen(9, 0, 0.004),
                "forbidden": ("misroutes", "wrong_yes"),
            },
            "worse",
            "Sämre på att veta när ett fall får kommenteras och att ge rätt kontakt, bättre på "
            "Statistik",
        ),
    ],
)
def test_one_sentence_says_whether_it_is_better(
    changed: dict[str, Any], verdict: str, title: str
) -> None:
    said = headline(figures(**changed), [])
    assert (said.verdict, said.title, said.warning) == (verdict, title, None)


def test_the_sentence_rests_on_counts_and_on_a_test_that_is_named() -> None:
    said = headline(figures(unseen=unseen(3, 2, 1.0)), [])
    assert said.grounds == [
        "Av 260 meddelanden som ingen av modellerna har lärt sig får 201 rätt svar av kandidaten "
        "och 200 av modellen innan: 3 blir rätt och 2 blir fel. Slumpen ger så stor skillnad 100 "
        "gånger av 100 (McNemars exakta test, p = 1,00)."
    ]
    assert "mer sällan än en gång av 100" in chance_in_words(0.0004)
    assert "skillnad en gång av 100" in chance_in_words(0.0149)
    assert "p = 0,021" in chance_in_words(0.0214)
    one = headline(figures(unseen=PairedCounts(1, 1, 0, 0, 1, 1.0)), [])
    assert one.grounds[0].startswith("Av ett meddelande som ingen av modellerna har lärt sig får")


def test_what_the_sentence_says_of_conversations_and_questions_has_its_counts() -> None:
    held = replace(CONVERSATIONS, turn_changes=Changes(1, 12, 0.003))
    said = headline(figures(conversations=held, forbidden=("worse_questions",)), [])
    assert said.grounds[1:] == [
        "Av 20 svar i samtal är 17 rätt med kandidaten och 19 med modellen innan: 12 blir rätt "
        "och 1 blir fel. Slumpen ger så stor skillnad mer sällan än en gång av 100 (McNemars "
        "exakta test, p = 0,003).",
        "Av 5 svar på frågor är 4 rätt med kandidaten och 4 med modellen innan: 1 blir rätt och 1 "
        "blir fel. Slumpen ger så stor skillnad 100 gånger av 100 (McNemars exakta test, "
        "p = 1,00).",
    ]
    assert len(headline(figures(conversations=CONVERSATIONS), []).grounds) == 1


def test_what_was_taught_is_told_apart_from_what_was_never_seen() -> None:
    told = headline(figures(unseen=unseen(0, 0, 1.0)), ["better"] * 19)
    assert told.grounds[1].startswith("Av det ni har lärt ut blir 19 bättre och 0 sämre.")
    assert "Allt som blir bättre är alltså sådant som kandidaten minns" in told.grounds[1]
    told = headline(figures(unseen=unseen(2, 0, 0.5)), ["better", "worse", "changed"])
    assert told.grounds[1].startswith("Av det ni har lärt ut blir 1 bättre och 1 sämre.")


def test_a_candidate_taught_against_a_sure_model_is_warned_of() -> None:
    denied = tuple(
        DeniedExample(f"{n:064x}", "press_contact", "statistics", 0.99) for n in range(23)
    )
    warning = headline(figures(denied=denied), []).warning
    assert warning and warning.startswith("23 nya exempel säger emot det som modellen innan är")
