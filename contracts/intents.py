"""Which intents there are and what each is to the conversation, read from domain.yml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from contracts.paths import DOMAIN

BOTH = "+"
# Rasa's name for a message that is asked back; its examples are first messages that are too vague
# to answer.
FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
HELP = "help"
INFORM = "inform"  # the answer of a button, which nobody writes
# The routes that more is known of than that they are answered from the facts.
PRESS = "press_contact"
CASE = "individual_case"
STATISTICS = "statistics"
RECORDS = "public_records"
PRIVATE = "private_person"
NEWSLETTER = "newsletter"
HUMAN = "human_handoff"
TELL_CASE = "tell_case"  # how one case stands, for an answer that was given or asked for
# Ends the names of the questions of what the page is silent on, whatever it is: `press_else`.
ALL_ELSE = "_else"
# What is never the first message of a conversation, however plain.
ONLY_AFTER_AN_ANSWER = (
    "choose_first",
    "choose_second",
    "choose_third",
    "choose_last",
    "repeat",
    "doubt",
    "sum_up",
    "more",
    "frustrated",
    TELL_CASE,
)
# What only makes sense after an answer.
AFTER_AN_ANSWER = (
    "ask_phone",
    "ask_mail",
    "ask_in_writing",
    "ask_open",
    "ask_who_heads",
    "ask_language",
    "start_over",
    "something_else",
    "check_case",
    "dont_know",
    *ONLY_AFTER_AN_ANSWER,
)
# Answers that mean something else to a question about one case.
SHORT_ANSWERS = ("affirm", "deny", "dont_know")


@dataclass(frozen=True)
class Intents:
    """The intents of a domain: single ones and pairs `a+b` in its order, and its responses."""

    single: tuple[str, ...]
    pairs: tuple[str, ...]
    responses: frozenset[str]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What a message can be labelled, pairs last."""
        return (*(name for name in self.single if name != INFORM), *self.pairs)

    @cached_property
    def routes(self) -> tuple[str, ...]:
        """The intents that are answered from the facts, with a contact or a link.

        They have no response of their own, and need no answer before them.
        """
        other = {FALLBACK, OUT_OF_SCOPE, INFORM, *AFTER_AN_ANSWER}
        single = (name for name in self.single if name not in other)
        return tuple(name for name in single if f"utter_{name}" not in self.responses)

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """The routes that can be wished for beside another, and be another authority's matter.

        Asking for a human is a route without a subject: with one, it is the subject's.
        """
        return tuple(name for name in self.routes if name != HUMAN)

    @cached_property
    def small_talk(self) -> tuple[str, ...]:
        """The intents with a response of their own that need no answer before them."""
        other = {OUT_OF_SCOPE, INFORM, *AFTER_AN_ANSWER, *self.routes}
        return tuple(name for name in self.single if name not in other)

    @cached_property
    def complete_pairs(self) -> frozenset[str]:
        """The pairs that there must be: each two subjects."""
        return frozenset(pair_of(one, other) for one, other in combinations(self.subjects, 2))


def read_intents(domain: Path = DOMAIN) -> Intents:
    """The intents of a domain file.

    Raises:
        OSError, YAMLError: the file cannot be read.
    """
    return intents_of(YAML(typ="safe").load(domain.read_text(encoding="utf-8")))


def intents_of(domain: Mapping[str, Any]) -> Intents:
    """The intents of a domain as Rasa's file has it."""
    # One with settings is a mapping with its name as the only key.
    names = [next(iter(i)) if isinstance(i, Mapping) else i for i in domain["intents"]]
    return Intents(
        tuple(name for name in names if BOTH not in name),
        tuple(name for name in names if BOTH in name),
        frozenset(domain.get("responses") or ()),
    )


def pair_of(one: str, other: str) -> str:
    """The intent of a message that wishes for both."""
    return BOTH.join(sorted((one, other)))


def problems_of(domain: Mapping[str, Any], topics: Iterable[str]) -> Iterator[str]:
    """What the domain lacks, a line each in Swedish; `topics` are those that the facts have."""
    intents = intents_of(domain)
    for pair in sorted(intents.complete_pairs - {*intents.pairs}):
        yield f"intents saknar {pair}"
    for pair in sorted({*intents.pairs} - intents.complete_pairs):
        yield f"intents har {pair}, som inte är två ärenden i bokstavsordning"
    for route in sorted({*intents.routes} - {*topics}):
        yield f"{route} har varken ämne i faktafilen eller svaret utter_{route}"
    for name in sorted({*AFTER_AN_ANSWER} - {*intents.single}):
        yield f"intents saknar {name}"
