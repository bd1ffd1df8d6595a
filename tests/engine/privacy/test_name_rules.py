"""What each rule of the name recogniser finds or leaves, that without it would not be so."""

from __future__ import annotations

import pytest

from contracts.paths import NAMES
from engine.privacy.names.lists import PERSON
from engine.privacy.names.recogniser import RULES, NameRecogniser

# Of each rule: a message, the persons in it, and those without the rule.
MESSAGES: dict[str, tuple[str, list[str], list[str]]] = {
    "given": ("det gäller bengt i dag", ["bengt"], []),
    "given, named": ("mitt namn är ask", ["ask"], []),
    "given, with surname": ("maj lund", ["maj lund"], []),
    "given, capital": ("det gäller Stig i dag", ["Stig"], []),
    "given, from a town": ("vet ni mer om amber i borås", ["amber"], []),
    "given, with an age": ("läste ni om jade, 34, som fått nej", ["jade"], []),
    "given, after a cue": ("vad säger ni om fallet jade", ["jade"], []),
    "given, by the model": ("ring kai i dag", ["kai"], []),
    "initial": ("A. Svensson fick nej", ["A. Svensson"], ["Svensson"]),
    "ordinary word": ("Har Jönköping högre sjuktal än Kronoberg?", [], ["Jönköping"]),
    "surname": ("varför fick virtanen nej", ["virtanen"], []),
    "named": ("hon heter citron", ["citron"], []),
    "surname ending": ("vi har skrivit om vargqvist i dag", ["vargqvist"], []),
    "spelling": ("vi har skrivit om farimeh i dag", ["farimeh"], []),
    "unknown, with surname": (
        "svara om andruks Lindqvist i dag",
        ["andruks Lindqvist"],
        ["Lindqvist"],
    ),
    "unknown, a relative's": ("mamma till ottolina ringde", ["ottolina"], []),
    "unknown, from a town": ("vi söker ottolina i solna", ["ottolina"], []),
    "unknown, with an age": ("läste ni om agneska, 34, som fått nej", ["agneska"], []),
    "unknown, beside a given name": (
        "Har Anna och Vesterbacka svarat",
        ["Anna", "Vesterbacka"],
        ["Anna"],
    ),
    "unknown, after a cue": ("har ni talat med Grobben om det", ["Grobben"], []),
    "model": ("vad säger Brumbel om det", ["Brumbel"], []),
    "next: letter that is a word": ("anna å bengt ringde", ["anna", "bengt"], ["anna å bengt"]),
    "next: initial": ("ring anna w i dag", ["anna w"], ["anna"]),
    "next: ordinary word": ("anna Måndag", ["anna"], ["anna Måndag"]),
    "next: capital": ("det gäller Anna Lund i dag", ["Anna Lund"], ["Anna"]),
    "next: capital alone": ("det gällde anna Vesterbacka", ["anna"], ["anna Vesterbacka"]),
    "next: listed": ("maj lund", ["maj lund"], ["maj"]),
    "next: name has ended": ("annas ottolina ringde", ["annas"], ["annas ottolina"]),
    "next: unknown": ("det gäller anna andruks i dag", ["anna andruks"], ["anna"]),
}


@pytest.fixture(scope="module")
def recogniser() -> NameRecogniser:
    return NameRecogniser(NAMES)


def _persons(recogniser: NameRecogniser, text: str) -> list[str]:
    return [text[span.start : span.end] for span in recogniser.find(text) if span.kind == PERSON]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_decides_of_a_message(recogniser: NameRecogniser, rule: str) -> None:
    text, persons, without = MESSAGES[rule]

    assert _persons(recogniser, text) == persons
    assert _persons(NameRecogniser(NAMES, without=frozenset({rule})), text) == without


def test_a_rule_that_is_not_there_cannot_be_left_out() -> None:
    with pytest.raises(ValueError, match="nobody"):
        NameRecogniser(NAMES, without=frozenset({"model", "nobody"}))


def test_no_two_rules_have_one_name() -> None:
    assert len(set(RULES)) == len(RULES)


def test_what_spacy_met_in_a_message_leaves_its_memory(recogniser: NameRecogniser) -> None:
    strings = recogniser._nlp.vocab.strings
    known = len(strings)

    assert _persons(recogniser, "vi söker Xyzzela Qwertström i dag") == ["Xyzzela Qwertström"]

    assert "Xyzzela" not in strings
    assert "xyzzela" not in strings
    assert len(strings) == known
