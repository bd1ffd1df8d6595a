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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from rasa.core.agent import Agent
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from engine.comparison import Answered, Asked, Labelled, compare
from engine.conversations import Difference, Story, differences, read_stories, stories_in
from engine.evaluate import outcomes_of, read_messages, routes_of
from engine.logs import only_warnings
from engine.released import is_model_name
from engine.serve import validate_action_results_once
from engine.train import MODELS, ROOT, code_part, data_part, train_model

REVIEWED = "data/nlu/reviewed.yml"
_EXPORTED = "reviewed.yml"
_KEPT_STORIES, _KEPT_MESSAGES = "Sparade samtal", "Sparade meddelanden"
# How much of the whole each step takes, measured with 9,000 examples, 150 stories and 1,000
# messages; the training's own by the components that it has finished.
SHARES = {"preparing": 0.0, "training": 0.05, "loading": 0.55, "messages": 0.6, "stories": 0.8}
_TRAINED = {
    "RulePolicy": 0.15,
    "LanguageDetector": 0.3,
    "TfidfFeaturizer": 0.4,
    "IntentClassifier": 0.95,
}

Report = Callable[[str, float], None]


class Refused(ValueError):
    """The data cannot be trained on; says which file and why."""


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

    def report(step: str, share: float) -> None:
        later = [start for start in SHARES.values() if start > SHARES[step]]
        end = min(later, default=1.0)
        now = [step, round(SHARES[step] + share * (end - SHARES[step]), 2)]
        if now != last:
            last[:] = now
            say(step=now[0], share=now[1])

    try:
        say(figures=work(job, folder, report))
    except Exception as error:  # noqa: BLE001  (whatever it is, the trainers are told)
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"
        with contextlib.suppress(BrokenPipeError):
            say(failed=_in_words(error, folder), place=place)
    # The files are removed before this ends, if the engine is gone.
    ending.acquire()
    return 0


def work(job: dict[str, Any], folder: Path, report: Report) -> dict[str, Any]:
    """The comparison, once the candidate is trained.

    Raises:
        Refused: something that was sent cannot be used.
    """
    report("preparing", 0)
    current = _model(job["current"])
    data = _copied(folder, job["reviewed"])
    asked = _asked(job)
    path = MODELS / f"candidate-{code_part()}-{data_part(data / 'nlu')}.tar.gz"
    if not path.exists():
        report("training", 0)
        with _components_reported(report):
            if not train_model(data, folder / path.name, force=True):
                raise Refused("Rasa tränade ingen modell av exemplen.")
        # Whole at once, or not at all.
        (folder / path.name).replace(path)
    return _compared(asked, path, current, report)


def _compared(asked: Asked, path: Path, current: Path, report: Report) -> dict[str, Any]:
    only_warnings()
    validate_action_results_once()
    report("loading", 0)
    endpoint = EndpointConfig(f"{os.environ['ACTIONS_URL']}/webhook")
    agents = [Agent.load(str(model), action_endpoint=endpoint) for model in (path, current)]

    async def answered(agent: Agent, story: Story) -> Sequence[Difference]:
        try:
            return await differences(agent, story)
        except Exception as error:  # noqa: BLE001  (a story that cannot be told has failed)
            return [Difference(1, "no answer", type(error).__name__)]

    async def ask() -> list[Answered]:
        labelled = [(m.label, m.tags, m.text) for m in asked.labelled]
        both = []
        for number, agent in enumerate(agents):
            outcomes, acted = [], []
            for done, message in enumerate(labelled):
                report("messages", (number + done / len(labelled) / 2) / 2)
                outcomes += await outcomes_of(agent, [message])
            for done, said in enumerate(asked.messages):
                report("messages", (number + 0.5 + done / len(asked.messages) / 2) / 2)
                parsed = await agent.parse_message(said["text"])
                acted.append(parsed["intent"]["name"])
            both.append((outcomes, acted))
        told: list[list[Sequence[Difference]]] = [[], []]
        # One story with both at a time: what depends on the hour is the same for both.
        for done, story in enumerate(asked.stories):
            report("stories", done / len(asked.stories))
            for agent, found in zip(agents, told, strict=True):
                found.append(await answered(agent, story))
        return [
            Answered(model.name, outcomes, stories, acted)
            for model, (outcomes, acted), stories in zip((path, current), both, told, strict=True)
        ]

    candidate, before = asyncio.run(ask())
    return compare(asked, candidate, before, routes_of(agents[0].domain))


def _model(name: str) -> Path:
    if not is_model_name(name) or not (MODELS / name).exists():
        raise Refused(f"Modellen {name} finns inte i models/, så det finns inget att jämföra med.")
    return MODELS / name


def _copied(folder: Path, reviewed: str) -> Path:
    """The repository's data with other reviewed examples."""
    data = folder / "data"
    shutil.copytree(ROOT / "data", data)
    target = folder / REVIEWED
    target.unlink(missing_ok=True)
    if _checked(reviewed):
        target.write_text(reviewed, encoding="utf-8")
    return data


def _checked(reviewed: str) -> bool:
    """Whether there are examples; Refused if they are none that Rasa can train on."""
    yaml = YAML(typ="safe")
    try:
        found = yaml.load(reviewed)
    except YAMLError as error:
        raise Refused(f"{_place(REVIEWED, error)} går inte att läsa som YAML.") from None
    known = {i if isinstance(i, str) else next(iter(i)) for i in _domain(yaml)["intents"]}
    blocks = (found or {}).get("nlu") or [] if isinstance(found, dict | None) else None
    if not isinstance(blocks, list):
        raise Refused(f"{REVIEWED} är inga träningsexempel.")
    for number, block in enumerate(blocks, start=1):
        keys = ("intent", "examples")
        if not isinstance(block, dict) or not all(isinstance(block.get(k), str) for k in keys):
            raise Refused(f"{REVIEWED}, grupp {number}, saknar etikett eller exempel.")
        if unknown := set(block["intent"].split("+")) - known:
            raise Refused(f"{REVIEWED}: etiketten {min(unknown)} finns inte i domain.yml.")
    return bool(blocks)


def _domain(yaml: YAML) -> dict[str, Any]:
    domain: dict[str, Any] = yaml.load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return domain


def _asked(job: dict[str, Any]) -> Asked:
    """What both models are asked: the repository's tests, and what was sent.

    What trainers have kept stands in files once it is exported; what is sent is newer.
    """
    kept: list[Labelled] = []
    for number, line in enumerate(job["holdout"].splitlines(), start=1):
        columns = line.split("\t")
        if len(columns) != 3:
            raise Refused(f"{_KEPT_MESSAGES}, rad {number}: inte etikett, språk och text.")
        kept.append(Labelled("kept", columns[0], frozenset(columns[1].split(",")), columns[2]))
    stories = [s for s in read_stories() if not job["stories"] or s.file != _EXPORTED]
    if job["stories"]:
        try:
            stories += stories_in(job["stories"], _KEPT_STORIES)
        except YAMLError as error:
            raise Refused(f"{_place(_KEPT_STORIES, error)} går inte att läsa som YAML.") from None
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            raise Refused(f"{_KEPT_STORIES}: ett av dem är inget test.") from None
    holdout = [Labelled("holdout", *message) for message in read_messages()]
    return Asked([*holdout, *kept], stories, job["messages"])


def _place(file: str, error: YAMLError) -> str:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    return f"{file}, rad {mark.line + 1}," if mark else file


@contextlib.contextmanager
def _components_reported(report: Report) -> Iterator[None]:
    """Follow Rasa's word on which components it has trained."""

    class Follow(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            for component, share in _TRAINED.items():
                if message.startswith("Finished") and f"'{component}'" in message:
                    report("training", share)

    hooks = logging.getLogger("rasa.engine.training.hooks")
    follow = Follow()
    hooks.addHandler(follow)
    hooks.setLevel(logging.INFO)
    hooks.propagate = False
    yield
    hooks.removeHandler(follow)


def _in_words(error: Exception, folder: Path) -> str:
    """Why it failed, for the trainers; what Rasa says of its files is theirs to read too."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, MemoryError):
        return "Minnet räckte inte till träningen."
    if isinstance(error, RasaException):
        said = str(error).replace(f"{folder}/", "")
        return f"Rasa kunde inte träna på exemplen: {said}"
    return f"Ett fel stoppade träningen ({type(error).__name__})."


def _only_output() -> TextIO:
    """Standard output for our lines alone; whatever else prints there goes nowhere."""
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return lines


def _step_back() -> None:
    """Let the engine answer first, and let the system end this process first for want of memory."""
    os.nice(10)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


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
