"""What a route is stands in one place, and whatever must list the routes lists them all."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from contracts.intents import (
    AFTER_AN_ANSWER,
    INFORM,
    OUT_OF_SCOPE,
    intents_of,
    problems_of,
    read_intents,
)
from contracts.paths import DOMAIN, ROOT
from desk.facts.file import load_facts
from web.trainer.labels import all_labels, is_topic

NEW = "job_fair"
# Where the routes are named by hand, and the codes of desks, of which one is a route's name too.
NAMED_IN = (
    "contracts/intents.py",
    "contracts/dialogues.py",
    "web/trainer/labels.py",
)


@pytest.fixture
def domain() -> dict[str, Any]:
    values: dict[str, Any] = YAML(typ="safe").load(DOMAIN.read_text(encoding="utf-8"))
    return values


def pairs_with_new(domain: dict[str, Any]) -> list[str]:
    return ["+".join(sorted((NEW, name))) for name in intents_of(domain).subjects]


def test_pairs_and_topics_are_complete(domain: dict[str, Any]) -> None:
    assert list(problems_of(domain, load_facts().topics)) == []


def test_an_intent_is_one_thing_to_the_conversation() -> None:
    intents = read_intents()
    groups = (intents.routes, intents.small_talk, AFTER_AN_ANSWER, (OUT_OF_SCOPE, INFORM))
    assert sorted(name for group in groups for name in group) == sorted(intents.single)


@pytest.mark.slow
def test_no_other_module_names_the_routes_anew() -> None:
    routes, again = {*read_intents().routes}, []
    for room in ("actions", "contracts", "desk", "engine", "supervisor", "web"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            values = [node.value for node in nodes if isinstance(node, ast.Constant)]
            if name not in NAMED_IN and not routes.isdisjoint(map(str, values)):
                again.append(name)
    assert again == []


def test_the_groups_of_labels_hold_every_label_once() -> None:
    labels = all_labels()
    grouped = [label.name for _, group in labels.grouped() for label in group]
    assert sorted(grouped) == sorted(label.name for label in labels.single)
    assert {name for name in grouped if is_topic(name)} == set(labels.intents.routes)


def test_a_new_route_is_missed_wherever_it_must_stand(domain: dict[str, Any]) -> None:
    pairs = pairs_with_new(domain)
    domain["intents"].append(NEW)
    problems = list(problems_of(domain, load_facts().topics))
    for pair in pairs:
        assert f"intents saknar {pair}" in problems
    assert f"{NEW} har varken ämne i faktafilen eller svaret utter_{NEW}" in problems
    domain["intents"] += pairs
    assert list(problems_of(domain, [*load_facts().topics, NEW])) == []


def test_new_small_talk_is_no_route(domain: dict[str, Any]) -> None:
    domain["intents"].append("joke")
    domain["responses"]["utter_joke"] = [{"text": "…"}]
    assert list(problems_of(domain, load_facts().topics)) == []
    assert "joke" in intents_of(domain).small_talk


def test_a_new_route_is_a_topic_to_trainers(tmp_path: Path, domain: dict[str, Any]) -> None:
    domain["intents"] += [NEW, *pairs_with_new(domain)]
    path = tmp_path / "domain.yml"
    YAML(typ="safe").dump(domain, path)
    labels = all_labels(path)
    assert NEW in [label.name for label in labels.numbered]
    assert NEW in [label.name for label in labels.grouped()[0][1]]
    assert NEW in [label.name for label in labels.paired]
