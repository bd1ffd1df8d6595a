"""The quick check lets nothing through that jsonschema refuses, and every card that is given."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from contracts.paths import ROOT
from desk.cards import topic_card
from desk.cards.card import SCHEMA_FILE
from desk.cards.schema_check import UnknownKeywordError, compile_check
from desk.facts.file import load_facts
from desk.facts.model import Facts
from desk.hours import STOCKHOLM

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
keeps_schema = compile_check(SCHEMA)  # of which no keyword may be unknown
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=STOCKHOLM)
CARDS = [
    topic_card(facts, name, language, NOW, [{"title": "Statistik", "payload": "/x"}])
    for facts in [load_facts(ROOT / "facts" / "press_service.yml")]
    for name in facts.topics
    for language in ("sv", "en")
]
# What may stand in the place of any part of a card.
OTHER = (
    st.none()
    | st.booleans()
    | st.sampled_from([1, 1.0, 2, 0, "", "x", "card", "sv", "no", "phone", "2026-02-28"])
    | st.sampled_from(["2026-02-30", "20260228", "2026-2-1", "http://x", "https://x", "\n"])
    | st.sampled_from(["tel:+4610", "tel:+4610\n", "mailto:a@b", "/svar/abcdefg234", "x" * 76])
    | st.sampled_from([[], [1], ["x"], [""], {}, {"title": "x"}, [{"title": "x", "payload": "y"}]])
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a value, as the keys that lead there."""
    keys = list(value) if isinstance(value, dict) else []
    keys = list(range(len(value))) if isinstance(value, list) else keys
    return [path, *(place for key in keys for place in places(value[key], (*path, key)))]


@given(st.data())
def test_a_spoilt_card_is_judged_as_by_jsonschema_or_left_to_it(data: st.DataObject) -> None:
    card: Any = copy.deepcopy(data.draw(st.sampled_from(CARDS)))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from([place for place in places(card) if place]))
        owner = card
        for key in place[:-1]:
            owner = owner[key]
        match data.draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                owner[place[-1]] = copy.deepcopy(data.draw(OTHER))
            case "remove":
                del owner[place[-1]]
            case _ if isinstance(owner, dict):
                key = data.draw(st.sampled_from(["extra", "address", "line"]))
                owner[key] = copy.deepcopy(data.draw(OTHER))
            case _:
                owner.extend([owner[0]] * 9)
        if not isinstance(card, dict) or not places(card)[1:]:
            break
    if keeps_schema(card):
        assert VALIDATOR.is_valid(card)
    elif VALIDATOR.is_valid(card):  # 1.0 is as good as 1 in JSON
        assert "1.0" in str(card)


@pytest.mark.parametrize("value", [None, 1, "card", [], {}, [CARDS[0]]])
def test_what_is_no_card_at_all_is_refused(value: Any) -> None:
    assert not keeps_schema(value)


def test_every_card_of_the_facts_is_let_through(facts: Facts) -> None:
    assert all(map(keeps_schema, CARDS))


@pytest.mark.parametrize(
    "schema",
    [
        {"anyOf": [{"type": "string"}]},
        {"type": "number"},
        {"items": {"minContains": 1}},
        {"properties": {"x": {"$ref": "#/$defs/x"}}},
        {"additionalProperties": False},
        {"properties": {}, "additionalProperties": {"type": "string"}},
    ],
)
def test_a_keyword_that_is_not_known_is_not_passed_over(schema: dict[str, Any]) -> None:
    with pytest.raises(UnknownKeywordError):
        compile_check(schema)
