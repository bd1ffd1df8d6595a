"""Scores a model on messages kept from training, and masking: `make evaluate`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig

from contracts.comparison.reading_figures import (
    Counts,
    ReadingCounts,
    ReadingFigures,
    write_figures,
)
from contracts.dialogues import DialogueTurn, read_dialogues, read_questions, read_told
from contracts.labelled_messages import read_messages
from contracts.paths import (
    DANGER,
    FIGURES,
    HALF_SENTENCES,
    HOLDOUT,
    KIND_SETS,
    LANGUAGE_SETS,
    LOWER_CASE,
    NEAR_MISSES,
    ODD_FORMS,
    PRIVACY,
    ROOT,
    TOLD_CASES,
    var_folder,
)
from contracts.wilson import Share
from engine.evaluation import conversation_scores as conversations
from engine.evaluation import privacy_scores as privacy_scoring
from engine.evaluation.dialogues import Judge
from engine.evaluation.judging import (
    JudgedDialogue,
    JudgedQuestion,
    JudgedTurn,
    judge_dialogue,
    judge_question,
)
from engine.evaluation.kept_stories.margins import NARROW, narrowly_passed
from engine.evaluation.kept_stories.stories import read_stories, run_stories
from engine.evaluation.outcomes import confusion, count, score
from engine.evaluation.page_tables import privacy_rows, understanding_rows
from engine.evaluation.plots import draw_confusion
from engine.evaluation.readings import ALLOWS, outcomes_of, routes_of, told_in
from engine.local_actions import UNHURRIED_SECONDS, actions_endpoint, give_actions
from engine.logs import only_warnings
from engine.settings import engine_settings
from engine.understanding.masker import make_masker

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
    actions = actions_endpoint(engine_settings(), seconds=UNHURRIED_SECONDS)
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
    languages = _print_languages(agent)
    kinds = _print_kinds(agent)
    privacy = _print_privacy(args.messages)
    failed = [
        lines for lines in run_stories(str(args.model), read_stories(), actions).values() if lines
    ]
    total = len(read_stories())
    print(f"\ntest stories that pass      {total - len(failed)} of {total}")
    print("\n".join(line for lines in failed for line in lines))
    held = _print_conversations(agent, actions)
    if args.messages == HOLDOUT:
        counts, today = count(outcomes, routes_of(agent.domain)), datetime.now(UTC).date()
        numbers = (round(scores.macro_f1, 3), round(scores.calibration_error, 3))
        _keep(ReadingFigures(today, kinds, counts, *numbers, languages, held, privacy))
    return 1 if _print_margins(agent) or failed else 0


def _print_margins(agent: Agent) -> int:
    """The test stories that an honest candidate may break by chance; how many there are."""
    narrow = asyncio.run(narrowly_passed(agent, read_stories()))
    print(f"\ntest stories within {NARROW} of a threshold, which must be 0: {len(narrow)}")
    print("\n".join(str(one) for one in narrow))
    return len(narrow)


def _print_conversations(
    agent: Agent, actions: EndpointConfig, with_failures: bool = False
) -> dict[str, Counts]:
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
    for kind, times in conversations.fault_kinds(held)[:_MOST_KINDS]:
        print(f"  {times:>4}  {kind}")
    print(f"\nwrong yes in a case, which must be 0: {conversations.wrong_yes(held)}")
    half = _half_sentences(agent, judge)
    print(f"\n{conversations.HALF_SENTENCES}, kept apart   {half}")
    danger = _danger(agent, judge)
    print("\n".join(f"{words}, kept apart   {share}" for words, share in danger.items()))
    near = _near_misses(agent, judge)
    print("\n".join(f"{words}, kept apart   {share}" for words, share in near.items()))
    print("\n".join(f"{words}   {share}" for words, share in _told_cases(agent, judge).items()))
    told = _told_of_case(agent)
    print("\n".join(f"{words}, kept apart   {share}" for words, share in told.items()))
    alone = {conversations.HALF_SENTENCES: half, **danger, **near, **told}
    kept = {words: {conversations.KEPT: share} for words, share in alone.items()}
    return {**conversations.counts(held, asked), **kept}


def _last_turns(agent: Agent, judge: Judge, folder: Path) -> list[tuple[DialogueTurn, JudgedTurn]]:
    """The last turn of each conversation of a folder: what is expected of it, and what came."""

    async def held() -> list[tuple[DialogueTurn, JudgedTurn]]:
        return [
            (dialogue.turns[-1], (await judge_dialogue(agent, dialogue, judge)).turns[-1])
            for dialogue in read_dialogues(folder)
        ]

    return asyncio.run(held())


def _right(turns: Iterable[JudgedTurn]) -> Share:
    right = [not turn.faults for turn in turns]
    return Share(sum(right), len(right))


def _half_sentences(agent: Agent, judge: Judge) -> Share:
    """How many second messages of half a sentence are answered rightly."""
    return _right(turn for _, turn in _last_turns(agent, judge, HALF_SENTENCES))


def _danger(agent: Agent, judge: Judge) -> dict[str, Share]:
    """How many who are in danger are told to call 112, and how many who are in none."""
    told: dict[bool, list[bool]] = {True: [], False: []}
    for expected, turn in _last_turns(agent, judge, DANGER):
        is_danger = conversations.CALL_112 in expected.must
        told[is_danger].append(is_danger != bool(turn.faults))
    names = {True: conversations.DANGER, False: conversations.NO_DANGER}
    return {names[kind]: Share(sum(rows), len(rows)) for kind, rows in told.items()}


def _near_misses(agent: Agent, judge: Judge) -> dict[str, Share]:
    """How many questions that stand beside one with an answer are told from it, how many are
    answered as if they were it, and how many of those that have one get it."""
    kinds: dict[bool, list[JudgedTurn]] = {True: [], False: []}
    for expected, turn in _last_turns(agent, judge, NEAR_MISSES):
        kinds[conversations.is_near_miss(expected)].append(turn)
    near, known = kinds[True], kinds[False]
    misled = sum(bool(turn.faults and turn.questions) for turn in near)
    return {
        conversations.NEAR_MISSES: _right(near),
        conversations.MISLED: Share(misled, len(near)),
        conversations.UNLIKELY: _right(known),
    }


def _told_cases(agent: Agent, judge: Judge) -> dict[str, Share]:
    """Return of how many told cases the verdict is the page's, and in how many a yes is wrong."""
    turns = [turn for _, turn in _last_turns(agent, judge, TOLD_CASES)]
    wrong = sum(turn.wrong_yes for turn in turns)
    return {
        conversations.VERDICTS: _right(turns),
        conversations.WRONG_YES: Share(wrong, len(turns)),
    }


def _told_of_case(agent: Agent) -> dict[str, Share]:
    """Of how many messages both things told of a case are read rightly, and in how many a consent
    or a decision is read that they do not tell."""
    messages = read_told()
    pairs = list(zip(messages, asyncio.run(told_in(agent, messages)), strict=True))
    allowed = [
        any(getattr(read, of) == value != getattr(told, of) for of, value in ALLOWS.items())
        for told, read in pairs
    ]
    return {
        conversations.TOLD: Share(sum(told == read for told, read in pairs), len(pairs)),
        conversations.ALLOWED: Share(sum(allowed), len(allowed)),
    }


def _print_languages(agent: Agent) -> dict[str, ReadingCounts]:
    """A line or two for each language, of messages by writers who saw neither examples nor
    holdout; their counts."""
    languages = {}
    for path in sorted(LANGUAGE_SETS.glob("*.tsv")):
        outcomes = asyncio.run(outcomes_of(agent, read_messages(path)))
        spoken = "en" if path.stem == "en" else "sv"
        right = Share(sum(o.language == spoken for o in outcomes), len(outcomes))
        languages[path.stem] = count(outcomes, routes_of(agent.domain))
        print(f"{path.stem}: {_line(languages[path.stem])}")
        print(f"    answered in the right language {right.cell}")
    return languages


def _keep(figures: ReadingFigures) -> None:
    """Write the figures where the pages about the bot read them, and print the pages' tables."""
    write_figures(figures)
    print(f"\n{FIGURES.relative_to(ROOT)}: look at what changed, and commit it with these rows:\n")
    print("\n".join((*understanding_rows(figures), "", *privacy_rows(figures))))


def _print_kinds(agent: Agent) -> dict[str, ReadingCounts]:
    """One line for each kind of message and writer, all kept apart from training; their counts."""
    kinds = {}
    routes = routes_of(agent.domain)
    print("\nby kind and writer, 95 % intervals after Wilson")
    for path in sorted(KIND_SETS.glob("*.tsv")):
        outcomes = asyncio.run(outcomes_of(agent, read_messages(path)))
        for writer in sorted({writer for outcome in outcomes for writer in outcome.tags}):
            theirs = count([o for o in outcomes if writer in o.tags], routes)
            print(f"  {path.stem} {writer}: {_line(theirs)}")
        kinds[path.stem] = count(outcomes, routes)
        print(f"  {path.stem}, all: {_line(kinds[path.stem])}")
    return kinds


def _line(counts: ReadingCounts) -> str:
    """What was right of the messages, and what went wrong of them."""
    shares = {
        "right": counts.right_share,
        "misroutes": counts.misrouted_share,
        "asked back": counts.asked_back_share,
        "out_of_scope given a contact": counts.outside_share,
        "two wishes both": counts.both_share,
        "one wish two contacts": counts.two_contacts_share,
    }
    return "; ".join(f"{words} {share.cell}" for words, share in shares.items() if share.total)


def _print_privacy(messages: Path) -> dict[str, Counts]:
    """What masking finds, and takes by mistake; the counts of the sets that are labelled."""
    masker = make_masker()
    found: dict[str, Counts] = {}
    for path in (PRIVACY, ODD_FORMS, LOWER_CASE):
        scores = privacy_scoring.score(masker, privacy_scoring.read_messages(path))
        print(f"personal data masked, {path.relative_to(ROOT)}\n\n{scores.table()}\n")
        found[path.stem] = scores.counts()
    unlabelled = [{"text": text, "spans": [], "case": ""} for _, _, text in read_messages(messages)]
    masked = privacy_scoring.score(masker, unlabelled).counts()[privacy_scoring.OTHERS]
    print(f"{'words masked, ' + messages.stem:<24}{masked}, names among them")
    return found


if __name__ == "__main__":
    sys.exit(main())
