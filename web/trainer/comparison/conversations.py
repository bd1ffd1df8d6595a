"""Puts what two models reach in the measured conversations in words and rows: pure functions."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from typing import Any

from contracts.comparison.conversation_figures import Conversations, WrongConversation
from contracts.dialogues import DESKS, NO_ANSWER
from desk.facts.model import Facts
from web.trainer.base_examples.example_words import question_in_words
from web.trainer.comparison.rows import FigureRow, row_of_counts
from web.trainer.labels import title_of

# The parts of the page that show what is wrong: for one model alone, and for each or both.
WORSE, WORSE_QUESTIONS, WRONG_YES = "samre-samtal", "samre-fragor", "felaktiga-ja"
BETTER, BETTER_QUESTIONS = "battre-samtal", "battre-fragor"
WRONG, WRONG_QUESTIONS = "fel-i-samtal", "fel-pa-fragor"
_NEVER, _EITHER = "never ", "|"

# What an answer is to hold, by the items of evaluation/dialogues.
_ITEMS = {
    "ways": "andra vägar till presstjänsten",
    "calm": "presslinjen och valen, med andra ord än nyss",
    "112": "112 först",
    "kept": "vad som sparas",
    "delete": "hur samtalet tas bort",
    "cannot": "att boten inte kan svara på det",
    "english": "svaret på engelska",
    "swedish": "svaret på svenska",
    "press_line": "presslinjen",
    "greets": "en hälsning",
    "thanks": "ett svar på tacket",
    "bye": "ett hej då",
    "bot": "att det är en bot",
    "help": "vad boten kan",
    "restart": "att samtalet börjar om",
    "phone:press": "presstjänstens nummer",
    "mail:press": "presstjänstens mejladress",
    "mail:stats": "statistikenhetens mejladress",
    "mail:docs": "huvudkontorets mejladress",
    "phone:private": "kundcentrets nummer",
    "phone:head": "presschefens nummer",
    "mail:head": "presschefens mejladress",
    "asks:back": "en fråga tillbaka",
    "asks:consent": "frågan om samtycket",
    "asks:stage": "frågan om var ärendet är",
    "asks:case": "erbjudandet att gå igenom fallet",
    "asks:letter": "erbjudandet om ett utkast",
    "verdict:yes": "att fallet kan kommenteras",
    "verdict:no_consent": "att det inte går utan samtycke",
    "verdict:not_in": "att ansökan inte har kommit in",
    "verdict:investigated": "att ärendet utreds",
    "verdict:reconsidered": "att beslutet omprövas",
    "verdict:depends": "vad det beror på",
    "verdict:open": "att sidan inte säger hur det är",
}


@dataclass(frozen=True)
class WrongAnswers:
    """What is answered wrongly by one model or both: the part of the page, a title, the rows."""

    part: str
    title: str
    rows: list[Any]


def rows(conversations: Conversations) -> list[FigureRow]:
    """How much each model gets right, of how much."""
    new, old = conversations.candidate, conversations.current
    in_talks = _what_differs(WORSE, conversations.worse, BETTER, conversations.better)
    of_questions = _what_differs(
        WORSE_QUESTIONS,
        conversations.worse_questions,
        BETTER_QUESTIONS,
        conversations.better_questions,
    )
    yes = WRONG_YES if conversations.wrong_yes else ""
    return [
        row_of_counts(
            "Svar i samtal som är rätt",
            new.turns,
            old.turns,
            conversations.turns,
            means="Svaret har med allt som det ska ha med, och inget som det inte får ha med.",
            leads_to=in_talks,
            candidate_part=WRONG,
            current_part=WRONG,
        ),
        row_of_counts(
            "Hela samtal utan fel",
            new.whole,
            old.whole,
            conversations.whole,
            means="Varje svar i samtalet är rätt, från det första till det sista.",
            leads_to=in_talks,
            candidate_part=WRONG,
            current_part=WRONG,
        ),
        row_of_counts(
            "Frågor som får sitt svar först",
            new.questions,
            old.questions,
            conversations.questions,
            means="Meningen överst i svaret är den som besvarar frågan.",
            leads_to=of_questions,
            candidate_part=WRONG_QUESTIONS,
            current_part=WRONG_QUESTIONS,
        ),
        row_of_counts(
            "Felaktiga ja om ett fall",
            new.wrong_yes,
            old.wrong_yes,
            conversations.turns,
            more_is_better=False,
            means="Boten säger att ett fall kan kommenteras när det inte får det.",
            leads_to=yes,
            candidate_part=yes,
        ),
    ]


def _what_differs(worse_part: str, worse: Sized, better_part: str, better: Sized | None) -> str:
    return worse_part if worse else better_part if better else ""


def talks(conversations: Conversations, facts: Facts) -> list[WrongAnswers]:
    """The conversations with a wrong answer: for the candidate alone, the other alone, and both."""
    kinds = (
        (WORSE, "Samtal som bara kandidaten svarar fel i", conversations.worse),
        (BETTER, "Samtal som bara modellen innan svarar fel i", conversations.better),
        ("", "Samtal som båda svarar fel i", conversations.both_wrong),
    )
    return [
        WrongAnswers(part, title, conversations_in_words(some, facts))
        for part, title, some in kinds
        if some is not None
    ]


def questions(conversations: Conversations, facts: Facts) -> list[WrongAnswers]:
    """The same of the questions."""
    kinds = (
        (
            WORSE_QUESTIONS,
            "Frågor som bara kandidaten svarar fel på",
            conversations.worse_questions,
        ),
        (
            BETTER_QUESTIONS,
            "Frågor som bara modellen innan svarar fel på",
            conversations.better_questions,
        ),
        ("", "Frågor som båda svarar fel på", conversations.both_wrong_questions),
    )
    return [
        WrongAnswers(
            part,
            title,
            [
                (one.text, question_in_words(facts, one.name.partition("/")[2]), one.lead)
                for one in some
            ],
        )
        for part, title, some in kinds
        if some is not None
    ]


def conversations_in_words(
    conversations: Sequence[WrongConversation], facts: Facts
) -> list[dict[str, Any]]:
    """Conversations with the turns that are wrong in them, in words."""
    return [
        {
            "name": one.name,
            "turns": [
                (turn.turn, turn.text, [fault_in_words(f, facts) for f in turn.faults], turn.lead)
                for turn in one.turns
            ],
        }
        for one in conversations
    ]


def fault_in_words(fault: str, facts: Facts) -> str:
    """What an answer lacks, or does that it must not."""
    if fault == NO_ANSWER:
        return "fick inget svar"
    if fault.startswith(_NEVER):
        item = _item_in_words(fault.removeprefix(_NEVER), facts)
        return f"svaret har med {item}, som inte ska vara med"
    return "svaret saknar " + " eller ".join(
        _item_in_words(item, facts) for item in fault.split(_EITHER)
    )


def _item_in_words(item: str, facts: Facts) -> str:
    kind, _, name = item.partition(":")
    if item in _ITEMS:
        return _ITEMS[item]
    if kind == "fact":
        return f"”{question_in_words(facts, name)}” först"
    if kind == "open":
        return f"”{question_in_words(facts, name)}”, och vem man frågar"
    if kind == "desk" and name in DESKS:
        return f"kortet {title_of(DESKS[name][0])}"
    if kind == "letter" and name in DESKS:
        return f"ett utkast till {title_of(DESKS[name][0])}"
    return f"”{item}”"
