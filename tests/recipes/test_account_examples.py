"""Clauses that tell one thing each are joined to messages that tell all of it."""

from __future__ import annotations

import json
import random
from pathlib import Path

from dialogue.case import UNTOLD
from recipes.account.examples import clauses, joined

TOLD = {
    "hon har skrivit på": {"consent": "written"},
    "hon vill inte skriva på": {"consent": "refused"},
    "beslutet kom i mars": {"decision": "made"},
    "beslut saknas": {"decision": "pending"},
    "hennes begäran om omprövning är inne": {"reconsideration": "requested"},
    "kan ni kommentera": {},
}


def written(folder: Path, lang: str = "sv") -> list[Path]:
    """Return the files of one writer's clauses, and of exchanges that are none."""
    turns = [{"bot": None, "say": say, "tell": tell} for say, tell in TOLD.items()]
    files = [folder / "clauses_one.jsonl", folder / "exchanges.jsonl"]
    for path in files:
        lines = (json.dumps({"lang": lang, "turns": [turn]}) for turn in turns)
        path.write_text("\n".join(lines), encoding="utf-8")
    return files


def test_a_joined_message_tells_what_its_clauses_tell(tmp_path: Path) -> None:
    told = clauses(written(tmp_path))
    for telling in joined(told, 200, random.Random(1)):
        text = telling.text.lower().replace("han ", "hon ").replace("hans ", "hennes ")
        inside = [tell for say, tell in TOLD.items() if say in text]
        both = {name: value for tell in inside for name, value in tell.items()}
        assert len(inside) > 1
        assert sum(map(len, inside)) == len(both), telling.text
        assert {n: {both.get(n, UNTOLD)} for n in telling.told} == telling.told


def test_two_things_that_cannot_both_be_so_are_not_joined(tmp_path: Path) -> None:
    told = clauses(written(tmp_path))
    for telling in joined(told, 200, random.Random(2)):
        is_open = "beslut saknas" in telling.text.lower()
        assert not (is_open and "omprövning" in telling.text)


def test_a_mans_case_is_his_in_every_clause(tmp_path: Path) -> None:
    told = clauses(written(tmp_path))
    words = [t.text.lower().split() for t in joined(told, 200, random.Random(3))]
    assert any("han" in of for of in words)
    assert not any({"han", "hans"} & {*of} and {"hon", "hennes"} & {*of} for of in words)
