"""Decides what is worth saying by what a mistake costs (costs.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML

COSTS: Mapping[str, float] = YAML(typ="safe").load(
    (Path(__file__).parent / "costs.yml").read_text(encoding="utf-8")
)
# The risk, that something forbids a yes, at which a yes is worth no more than a question.
DOUBT_ABOVE = COSTS["asked_again"] / COSTS["wrong_yes"]
# The same risk where a yes has just been given, and the rules could be said instead.
AGAIN_ABOVE = COSTS["rules_given"] / COSTS["wrong_yes"]
# A yes or a no that begins an answer is likelier than this: the wrong one contradicts the answer.
SIDE_ABOVE = 1 - DOUBT_ABOVE
# Taken for told where it is likelier than not.
TOLD_ABOVE = 0.5
