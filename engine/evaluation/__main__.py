"""Scores a model on messages kept from training, and masking: `make evaluate`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig

from contracts.comparison.reading_figures import ReadingCounts, ReadingFigures, write_figures
from contracts.dialogues import read_dialogues, read_questions
from contracts.intents import FALLBACK
from contracts.labelled_messages import read_messages
from contracts.paths import (
    FIGURES,
    HALF_SENTENCES,
    HOLDOUT,
    KIND_SETS,
    LANGUAGE_SETS,
    ODD_FORMS,
    PRIVACY,
    ROOT,
    var_folder,
)
from engine.evaluation import conversation_scores as conversations
from engine.evaluation import privacy_scores as privacy_scoring
from engine.evaluation.conversation_scores import Share
from engine.evaluation.dialogues import Judge
from engine.evaluation.judging import (
    JudgedDialogue,
    JudgedQuestion,
    judge_dialogue,
    judge_question,
)
from engine.evaluation.kept_stories.margins import NARROW, narrowly_passed
from engine.evaluation.kept_stories.stories import read_stories, run_stories
from engine.evaluation.outcomes import confusion, score
from engine.evaluation.plots import draw_confusion
from engine.evaluation.readings import outcomes_of, routes_of
from engine.local_actions import actions_endpoint, give_actions
from engine.logs import only_warnings
from engine.privacy.masker import make_masker
from engine.settings import engine_settings

_MOST_KINDS = 15


def main() -> int:
    """Print the figures and draw the confusion matrix.

    1 if there is no model, or if a test story fails or stands by a hair (`kept_stories.margins`).
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--messages", type=Path, default=HOLDOUT, help="label, tags, text")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--dialogues", action="store_true", help="hold the conversations alone, print what fails"
    )
    args = parser.parse_args()
    if not args.model.exists():
        print(f"Ingen modell {args.model}: kör make train.", file=sys.stderr)
        return 1
    only_warnings()
    actions = actions_endpoint(engine_settings())
    agent = Agent.load(str(args.model))
    if args.dialogues:
        _print_conversations(agent, actions, with_failures=True)
        return 0
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
    picture = var_folder() / "evaluation" / "confusion.png"
    draw_confusion(names, counts, picture)
    print(f"\n{picture}\n")
    _print_languages(agent)
    _keep_kinds(_print_kinds(agent))
    _print_privacy(args.messages)
    failed = [
        lines for lines in run_stories(str(args.model), read_stories(), actions).values() if lines
    ]
    total = len(read_stories())
    print(f"\ntest stories that pass      {total - len(failed)} of {total}")
    print("\n".join(line for lines in failed for line in lines))
    _print_conversations(agent, actions)
    return 1 if _print_margins(agent) or failed else 0


def _print_margins(agent: Agent) -> int:
    """The test stories that an honest candidate may break by chance; how many there are."""
    narrow = asyncio.run(narrowly_passed(agent, read_stories()))
    print(f"\ntest stories within {NARROW} of a threshold, which must be 0: {len(narrow)}")
    print("\n".join(str(one) for one in narrow))
    return len(narrow)


def _print_conversations(
    agent: Agent, actions: EndpointConfig, with_failures: bool = False
) -> None:
    """What is right in the measured conversations and questions, by writers who saw no code."""
    give_actions(agent, actions)
    judge = Judge()

    async def run() -> tuple[list[JudgedDialogue], list[JudgedQuestion]]:
        held = [await judge_dialogue(agent, d, judge) for d in read_dialogues()]
        return held, [await judge_question(agent, q, judge) for q in read_questions()]

    start = time.monotonic()
    held, asked = asyncio.run(run())
    turns = sum(len(d.turns) for d in held)
    if with_failures:
        print("\n".join(conversations.failures(held, asked)))
    print(f"\n{len(held)} conversations of {turns} turns, {len(asked)} questions")
    print(f"held in {time.monotonic() - start:.0f} s; share, count, 95 % interval after Wilson\n")
    print(conversations.table(held, asked))
    print("\ncommonest faults")
    for kind, count in conversations.fault_kinds(held)[:_MOST_KINDS]:
        print(f"  {count:>4}  {kind}")
    print(f"\nwrong yes in a case, which must be 0: {conversations.wrong_yes(held)}")
    print(f"\nhalf sentences after an answer, kept apart   {_half_sentences(agent, judge)}")


def _half_sentences(agent: Agent, judge: Judge) -> Share:
    """How many second messages of half a sentence are answered rightly."""

    async def held() -> list[JudgedDialogue]:
        return [await judge_dialogue(agent, d, judge) for d in read_dialogues(HALF_SENTENCES)]

    last = [dialogue.turns[-1] for dialogue in asyncio.run(held())]
    return Share(sum(not turn.faults for turn in last), len(last))


def _print_languages(agent: Agent) -> None:
    """One line for each language, of messages by writers who saw neither examples nor holdout."""
    for path in sorted(LANGUAGE_SETS.glob("*.tsv")):
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


def _keep_kinds(kinds: dict[str, ReadingCounts]) -> None:
    """Write the figures where the page about the bot reads them."""
    write_figures(ReadingFigures(datetime.now(UTC).date(), kinds))
    print(f"\nby kind, {FIGURES.relative_to(ROOT)}: look at what changed, and commit it")


def _print_kinds(agent: Agent) -> dict[str, ReadingCounts]:
    """One line for each kind of message and writer, all kept apart from training; their counts."""
    kinds = {}
    routes = routes_of(agent.domain)
    print("\nby kind and writer: likeliest intent right, count, 95 % interval after Wilson")
    for path in sorted(KIND_SETS.glob("*.tsv")):
        outcomes = asyncio.run(outcomes_of(agent, read_messages(path)))
        writers = sorted({writer for outcome in outcomes for writer in outcome.tags})
        groups = {writer: [o for o in outcomes if writer in o.tags] for writer in writers}
        for name, group in {**groups, "all": outcomes}.items():
            single = [o for o in group if len(o.wishes) == 1]
            right = Share(sum(o.likeliest == o.label for o in single), len(single))
            scores = score(group, routes)
            print(
                f"  {path.stem:<10}{name:<5}{right}  misroutes {scores.misroutes:.3f}, "
                f"asked back {scores.asked_back:.3f}, "
                f"two wishes both {scores.two_wishes_both:.3f}, "
                f"out_of_scope given a contact {scores.out_of_scope_routed:.3f}"
            )
        single = [o for o in outcomes if len(o.wishes) == 1]
        kinds[path.stem] = ReadingCounts(
            messages=len(single),
            right=sum(o.likeliest == o.label for o in single),
            asked_back=sum(o.acted == FALLBACK for o in single),
        )
    return kinds


def _print_privacy(messages: Path) -> None:
    masker = make_masker()
    for path in (PRIVACY, ODD_FORMS):
        scores = privacy_scoring.score(masker, privacy_scoring.read_messages(path))
        print(f"personal data masked, {path.relative_to(ROOT)}\n\n{scores.table()}\n")
    unlabelled = [{"text": text, "spans": [], "case": ""} for _, _, text in read_messages(messages)]
    masked = privacy_scoring.score(masker, unlabelled).masked_share
    print(f"{'words masked, ' + messages.stem:<24}{masked:.1%}, names among them")


if __name__ == "__main__":
    sys.exit(main())
