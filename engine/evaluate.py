"""Scores the current model on messages kept from training, and masking: `make evaluate`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain

from engine import privacy_scoring
from engine.conversations import read_stories, run_stories
from engine.decision import AFTER_AN_ANSWER
from engine.draw import draw_confusion
from engine.logs import only_warnings
from engine.privacy import make_masker
from engine.scoring import FALLBACK, Outcome, confusion, score
from engine.train import ROOT, model_path

HOLDOUT = ROOT / "tests" / "holdout" / "holdout.tsv"
LANGUAGES = ROOT / "tests" / "languages"
PRIVACY = ROOT / "tests" / "privacy" / "messages.jsonl"
PICTURES = ROOT / "var" / "evaluation"


def read_messages(path: Path = HOLDOUT) -> Iterable[tuple[str, frozenset[str], str]]:
    """Label, tags and text of each line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        label, tags, text = line.split("\t")
        yield label, frozenset(tags.split(",")), text


async def outcomes_of(agent: Agent, messages: Iterable[tuple[str, frozenset[str], str]]) -> Any:
    """What the model makes of each message."""
    found = []
    for label, tags, text in messages:
        parsed = await agent.parse_message(text)
        acted, ranking = parsed["intent"]["name"], parsed["intent_ranking"]
        languages = [e["value"] for e in parsed["entities"] if e["entity"] == "language"]
        outcome = outcome_of(label, tags, acted, ranking)
        found.append(replace(outcome, language=languages[0]) if languages else outcome)
    return found


def outcome_of(
    label: str, tags: frozenset[str], acted: str, ranking: Iterable[dict[str, Any]]
) -> Outcome:
    """What was made of one message, from the intent acted on and the ranking."""
    # A message of its own follows no answer.
    unseen = {FALLBACK, *AFTER_AN_ANSWER} - {acted if acted != FALLBACK else ""}
    likeliest = next(i for i in ranking if i["name"] not in unseen)
    return Outcome(label, likeliest["name"], likeliest["confidence"], acted, tags)


def routes_of(domain: Domain) -> frozenset[str]:
    """The intents answered from the facts: no response of their own, and no answer before."""
    other = {FALLBACK, "inform", *AFTER_AN_ANSWER}
    single = {i for i in domain.intents if "+" not in i and i not in other}
    return frozenset(i for i in single if f"utter_{i}" not in domain.responses)


def main() -> int:
    """Print the figures and draw the confusion matrix; 1 if there is no model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=Path, default=HOLDOUT, help="label, tags, text")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    args = parser.parse_args()
    if not model_path().exists():
        print("Ingen modell för dagens data: kör make train.", file=sys.stderr)
        return 1
    only_warnings()
    agent = Agent.load(str(model_path()))
    outcomes = asyncio.run(outcomes_of(agent, read_messages(args.messages)))
    scores = score(outcomes, routes_of(agent.domain))
    if args.json:
        print(json.dumps(vars(scores)))
        return 0
    names, counts = confusion(outcomes)
    print(f"{len(outcomes)} messages, {args.messages}\n\n{scores.table()}\n")
    width = max(map(len, names))
    print("label / likeliest".ljust(width + 2) + " ".join(f"{n[:5]:>5}" for n in names))
    for name, row in zip(names, counts, strict=True):
        print(f"{name:<{width}}  " + " ".join(f"{n or '.':>5}" for n in row))
    picture = PICTURES / "confusion.png"
    draw_confusion(names, counts, picture)
    print(f"\n{picture}\n")
    _print_languages(agent)
    _print_privacy(args.messages)
    failed = [lines for lines in run_stories(str(model_path()), read_stories()).values() if lines]
    total = len(read_stories())
    print(f"\ntest stories that pass      {total - len(failed)} of {total}")
    print("\n".join(line for lines in failed for line in lines))
    return 0


def _print_languages(agent: Agent) -> None:
    """One line for each language, of messages by writers who saw neither examples nor holdout."""
    for path in sorted(LANGUAGES.glob("*.tsv")):
        outcomes = asyncio.run(outcomes_of(agent, read_messages(path)))
        scores = score(outcomes, routes_of(agent.domain))
        spoken = "en" if path.stem == "en" else "sv"
        right = [o.language == spoken for o in outcomes]
        print(
            f"{path.stem}: {len(outcomes)} messages, accuracy {scores.accuracy:.3f}, "
            f"answered in the right language {sum(right) / len(right):.3f}, "
            f"misroutes {scores.misroutes:.3f}, asked back {scores.asked_back:.3f}, "
            f"out_of_scope given a contact {scores.out_of_scope_routed:.3f}, "
            f"two wishes both {scores.two_wishes_both:.3f}, "
            f"one wish two contacts {scores.one_wish_two_contacts:.3f}"
        )


def _print_privacy(messages: Path) -> None:
    masker = make_masker()
    scores = privacy_scoring.score(masker, privacy_scoring.read_messages(PRIVACY))
    print(f"personal data masked, {PRIVACY.relative_to(ROOT)}\n\n{scores.table()}")
    unlabelled = [{"text": text, "spans": [], "case": ""} for _, _, text in read_messages(messages)]
    masked = privacy_scoring.score(masker, unlabelled).masked_share
    print(f"{'words masked, ' + messages.stem:<24}{masked:.1%}, names among them")


if __name__ == "__main__":
    sys.exit(main())
