"""Checks what a candidate is trained on, and what it is compared on with the current model."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from contracts.comparison.case_figures import ASIDE, HOLDOUT, KEPT
from contracts.comparison.story_figures import KEPT_STORIES, digest_of
from contracts.dialogues import read_dialogues, read_questions
from contracts.intents import BOTH, read_intents
from contracts.labelled_messages import columns_of, read_messages
from contracts.nlu_files import NluFileError, read_examples
from contracts.paths import ROOT, models_folder
from contracts.training import REVIEWED
from engine.evaluation.comparison import ComparisonInput, EvaluationMessage
from engine.evaluation.kept_stories.stories import read_stories, stories_in
from engine.training.archives import problem_of
from engine.training.releases import is_model_name
from engine.training.text_index import Index, LabelledText

_REVIEWED_FILE = f"data/nlu/{REVIEWED}.yml"
# New examples that the current model is asked about: a hundredth of a second each.
MOST_FRESH = 1000
_EXPORT_FILE = f"{REVIEWED}.yml"
_TEST_MESSAGES = "Sparade meddelanden"


class CandidateError(ValueError):
    """Something that was sent cannot be used.

    Says so in a sentence for the trainers, and which file it is in a line below for an engineer.
    """


def model_file(name: str) -> Path:
    """The file of a model.

    Raises:
        CandidateError: there is none, or it is damaged.
    """
    if not is_model_name(name) or not (models_folder() / name).exists():
        raise CandidateError(
            f"Modellen {name} finns inte i models/, så det finns inget att jämföra med."
        )
    if problem := problem_of(models_folder() / name):
        raise CandidateError(f"Modellen {name} {problem}")
    return models_folder() / name


def copy_data(folder: Path, reviewed: str) -> Path:
    """Copy the repository's data into a folder, with other reviewed examples.

    Raises:
        CandidateError: they are none that Rasa can train on.
    """
    has_examples = _has_examples(reviewed)
    for path in (ROOT / "data", *sorted((ROOT / "data").rglob("*"))):
        target = folder / path.relative_to(ROOT)
        if path.is_dir():
            # Without its parents: a folder that has been taken away must not come back.
            target.mkdir()
        elif path != ROOT / _REVIEWED_FILE:
            shutil.copyfile(path, target)
    if has_examples:
        (folder / _REVIEWED_FILE).write_text(reviewed, encoding="utf-8")
    return folder / "data"


def _has_examples(reviewed: str) -> bool:
    """Whether there are examples; CandidateError if they are none that Rasa can train on."""
    try:
        examples = read_examples(reviewed)
    except YAMLError as error:
        raise CandidateError(
            f"Exemplen går inte att läsa.\n{_place(_REVIEWED_FILE, error)} är inte YAML."
        ) from None
    except NluFileError as error:
        if error.block is None:
            raise CandidateError(f"Det är inga träningsexempel.\n{_REVIEWED_FILE}") from None
        raise CandidateError(
            "En grupp av exemplen saknar etikett eller exempel.\n"
            f"{_REVIEWED_FILE}, grupp {error.block}"
        ) from None
    known = set(read_intents().single)
    for label in {example.label for example in examples}:
        if unknown := set(label.split(BOTH)) - known:
            raise CandidateError(
                "Ett exempel har en etikett som boten inte har.\n"
                f"{_REVIEWED_FILE}: etiketten {min(unknown)} finns inte i domain.yml."
            )
    return bool(examples)


def comparison_input(job: dict[str, Any]) -> ComparisonInput:
    """The repository's tests and what was sent.

    What trainers have kept stands in files once it is exported; what is sent is newer.

    Raises:
        CandidateError: what was sent is no test.
    """
    messages: list[EvaluationMessage] = []
    for number, line in enumerate(job["holdout"].splitlines(), start=1):
        try:
            label, tags, text = columns_of(line)
        except ValueError:
            raise CandidateError(
                f"{_TEST_MESSAGES}, rad {number}: inte etikett, språk och text."
            ) from None
        messages.append(EvaluationMessage(KEPT, label, frozenset(tags.split(",")), text))
    stories = [s for s in read_stories() if not job["stories"] or s.file != _EXPORT_FILE]
    if job["stories"]:
        try:
            stories += stories_in(job["stories"], KEPT_STORIES)
        except YAMLError as error:
            raise CandidateError(
                f"{_place(KEPT_STORIES, error)} går inte att läsa som YAML."
            ) from None
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            raise CandidateError(f"{KEPT_STORIES}: ett av dem är inget test.") from None
    examples = [(example.text, example.label) for example in read_examples(job["reviewed"])]
    taught = Index()
    for text, label in examples:
        taught.add(LabelledText(text, label, _REVIEWED_FILE))

    def is_taught(text: str) -> bool:
        return any(taught.close_to(text))

    real = [{**m, "taught": is_taught(m["text"])} for m in job["messages"]]
    aside = [m for m in real if _is_aside(m)]
    labelled = [
        *(EvaluationMessage(HOLDOUT, *message) for message in read_messages()),
        *messages,
        *(EvaluationMessage(ASIDE, m["label"], frozenset(), m["text"], m["id"]) for m in aside),
    ]
    known = {(digest, label) for digest, label in job["known"].items()}
    fresh = [(text, label) for text, label in examples if (digest_of(text), label) not in known]
    return ComparisonInput(
        [message._replace(taught=is_taught(message.text)) for message in labelled],
        stories,
        [m for m in real if not _is_aside(m)],
        read_dialogues(),
        read_questions(),
        examples,
        fresh[:MOST_FRESH],
    )


def _is_aside(message: dict[str, Any]) -> bool:
    """Whether models are compared on a real message: set aside, and settled since."""
    return bool(message["held_out"] and message["label"])


def _place(file: str, error: YAMLError) -> str:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    return f"{file}, rad {mark.line + 1}," if mark else file
