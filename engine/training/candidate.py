"""Trains one candidate and compares it with the current model, in a process of its own.

Reads the job as one line of JSON, and lives no longer than whoever keeps its standard input open.
Writes lines of JSON: `step` and `share`, and last `figures` or `failed`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from rasa.core.agent import Agent
from rasa.shared.exceptions import RasaException

from contracts.comparison.figures import Figures
from contracts.comparison.story_figures import digest_of
from contracts.paths import models_folder
from contracts.training import Step
from engine.evaluation.comparison import ComparisonInput, ModelReadings, compare
from engine.evaluation.outcomes import Outcome
from engine.evaluation.readings import outcomes_of, routes_of
from engine.evaluation.shared_findings import each_text_looked_at_once
from engine.fingerprint import code_part, data_part
from engine.local_actions import UNHURRIED_SECONDS, actions_endpoint, give_actions
from engine.logs import only_warnings
from engine.rasa_patches import make_quicker
from engine.settings import engine_settings
from engine.training.archives import is_whole, move_model
from engine.training.candidate_conversations import hold_with_each
from engine.training.candidate_data import CandidateError, comparison_input, copy_data, model_file
from engine.training.candidate_stories import try_stories
from engine.training.folds import folds_of
from engine.training.train import train_model

# How much of the whole each step takes, measured with the repository's examples, 170 stories,
# 1,000 messages, and 1,600 turns and questions; the training's own by the components that it has
# finished.
SHARES = {
    Step.PREPARING: 0.0,
    Step.TRAINING: 0.03,
    Step.LOADING: 0.45,
    Step.FOLDS: 0.47,
    Step.MESSAGES: 0.62,
    Step.STORIES: 0.76,
    Step.CONVERSATIONS: 0.81,
}
_COMPONENT_SHARES = {
    "RulePolicy": 0.15,
    "LanguageDetector": 0.3,
    "TfidfFeaturizer": 0.4,
    "IntentClassifier": 0.95,
}

_NICE = 10

Report = Callable[[Step, float], None]


def main() -> int:
    """Do the job that is read; whether there are figures, its last line says."""
    folder = Path(sys.argv[1])
    lines = _only_output()
    _step_back()
    job = json.loads(sys.stdin.buffer.readline())
    ending = threading.Lock()
    threading.Thread(target=_end_with_the_engine, args=(folder, ending), daemon=True).start()

    def say(**line: Any) -> None:
        print(json.dumps(line), file=lines, flush=True)

    last: list[Any] = []

    def report(step: Step, share: float) -> None:
        later = [start for start in SHARES.values() if start > SHARES[step]]
        end = min(later, default=1.0)
        now = [step.value, round(SHARES[step] + share * (end - SHARES[step]), 2)]
        if now != last:
            last[:] = now
            say(step=now[0], share=now[1])

    try:
        say(figures=work(job, folder, report).to_json())
    except Exception as error:  # noqa: BLE001  (whatever it is, the trainers are told)
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"
        with contextlib.suppress(BrokenPipeError):
            say(failed=failure_in_words(error, folder), place=place)
    # The files are removed before this ends, if the engine is gone.
    ending.acquire()
    return 0


def work(job: dict[str, Any], folder: Path, report: Report) -> Figures:
    """The comparison, once the candidate is trained.

    Raises:
        CandidateError: something that was sent cannot be used.
    """
    report(Step.PREPARING, 0)
    current = model_file(job["current"])
    data = copy_data(folder, job["reviewed"])
    inputs = comparison_input(job)
    path = models_folder() / f"candidate-{code_part()}-{data_part(data / 'nlu')}.tar.gz"
    if not is_whole(path):
        report(Step.TRAINING, 0)
        with _report_components(report):
            if not train_model(data, folder / path.name):
                raise CandidateError("Det blev ingen modell av exemplen.")
        # Whole at once, or not at all.
        move_model(folder / path.name, path)
    return compare_models(inputs, path, current, report, data / "nlu")


@each_text_looked_at_once()
def compare_models(
    inputs: ComparisonInput, path: Path, current: Path, report: Report, nlu: Path | None = None
) -> Figures:
    """Run both models on the same messages and conversations, and compare what they answer.

    `nlu` is what the candidate was trained on: what trainers have taught of it is read by models
    without it.

    Raises:
        CandidateError: no story could be told, by either.
    """
    only_warnings()
    make_quicker()
    report(Step.LOADING, 0)
    actions = actions_endpoint(engine_settings(), seconds=UNHURRIED_SECONDS)
    agents = [Agent.load(str(model)) for model in (path, current)]
    for agent in agents:
        give_actions(agent, actions)
    new = {digest_of(text) for text, _ in inputs.fresh}
    folds = folds_of(agents[0], nlu, partial(report, Step.FOLDS), new) if nlu else None

    async def ask() -> list[ModelReadings]:
        readings = [
            await _readings_of(agent, inputs, partial(_half, report, number))
            for number, agent in enumerate(agents)
        ]
        tried = await try_stories(agents, inputs.stories, partial(report, Step.STORIES))
        fresh = await outcomes_of(agents[1], ((y, frozenset(), x) for x, y in inputs.fresh))
        held = await hold_with_each(agents, inputs, partial(report, Step.CONVERSATIONS))
        return [
            ModelReadings(model.name, outcomes, stories, acted, *conversations, fresh=doubts)
            for model, (outcomes, acted), stories, conversations, doubts in zip(
                (path, current), readings, tried, held, ((), fresh), strict=True
            )
        ]

    candidate, before = asyncio.run(ask())
    if inputs.stories and not any(story.passes for story in before.stories):
        raise CandidateError("Inget testsamtal går som det ska.\nDo the actions answer?")
    return replace(compare(inputs, candidate, before, routes_of(agents[0].domain)), folds=folds)


def _half(report: Report, number: int, share: float) -> None:
    report(Step.MESSAGES, (number + share) / 2)


async def _readings_of(
    agent: Agent, inputs: ComparisonInput, report: Callable[[float], None]
) -> tuple[list[Outcome], list[str]]:
    """What a model makes of the labelled messages, and acts on in the real ones."""
    outcomes: list[Outcome] = []
    acted: list[str] = []
    total = len(inputs.labelled) + len(inputs.messages)
    for message in inputs.labelled:
        report(len(outcomes) / total)
        outcomes += await outcomes_of(agent, [(message.label, message.tags, message.text)])
    for real in inputs.messages:
        report((len(outcomes) + len(acted)) / total)
        parsed = await agent.parse_message(real["text"])
        acted.append(parsed["intent"]["name"])
    return outcomes, acted


@contextlib.contextmanager
def _report_components(report: Report) -> Iterator[None]:
    """Report each component that Rasa's log says is trained."""

    class Follow(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            for component, share in _COMPONENT_SHARES.items():
                if message.startswith("Finished") and f"'{component}'" in message:
                    report(Step.TRAINING, share)

    hooks = logging.getLogger("rasa.engine.training.hooks")
    follow = Follow()
    hooks.addHandler(follow)
    hooks.setLevel(logging.INFO)
    hooks.propagate = False
    yield
    hooks.removeHandler(follow)


def failure_in_words(error: Exception, folder: Path) -> str:
    """Why it failed: a sentence for the trainers, and a line below it for an engineer."""
    if isinstance(error, CandidateError):
        return str(error)
    if isinstance(error, MemoryError):
        return "Minnet räckte inte till träningen."
    if isinstance(error, RasaException):
        reason = str(error).replace(f"{folder}/", "")
        return f"Det gick inte att träna på exemplen.\n{reason}"
    return f"Ett fel stoppade träningen.\n{type(error).__name__}"


def _only_output() -> TextIO:
    """Standard output for our lines alone; whatever else prints there goes nowhere."""
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return lines


def _step_back() -> None:
    """Let the engine answer first, and let the system end this process first for want of memory."""
    os.nice(_NICE)
    # Where each session has its share of the processors, that is what must be small.
    for file, value in (("autogroup", _NICE), ("oom_score_adj", 1000)):
        with contextlib.suppress(OSError):
            Path("/proc/self", file).write_text(str(value))


def _end_with_the_engine(folder: Path, ending: threading.Lock) -> None:
    while os.read(0, 1):
        pass
    with ending:
        # Once more for what the other thread has written meanwhile.
        while folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
