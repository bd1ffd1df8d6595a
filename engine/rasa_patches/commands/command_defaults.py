"""What Rasa's commands do when nothing else is asked for.

Rasa listens on every interface, and looks for models, stories and messages to test, and for a
place for results, by names relative to the working directory. An option that stands later on the
command line counts: whatever the user gives comes after these.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from contracts.paths import models_folder, var_folder

# It listens on every interface, and imports packages that nothing else needs.
_INSTEAD = (
    "rasa interactive is not run here: it writes stories, and this bot learns from none. Talk to "
    "the bot with make chat, and say at /trana what it should have understood."
)
_SERVES = ("--interface", "127.0.0.1")


def _folder() -> Path:
    return var_folder() / "rasa_tests"


def stories_folder() -> Path:
    """Where the test stories lie in Rasa's own format."""
    return _folder() / "stories"


def holdout_file() -> Path:
    """Where the holdout lies in Rasa's own format."""
    return _folder() / "holdout.yml"


def instead_of(arguments: Sequence[str]) -> str | None:
    """What to use in the place of a command that is not run here; None of all others."""
    return _INSTEAD if arguments[:1] == ["interactive"] else None


def with_defaults(arguments: Sequence[str]) -> list[str]:
    """The arguments of a command, with the defaults of this repository after its name."""
    model = ("--model", str(models_folder()))
    stories = ("--stories", str(stories_folder()))
    results = ("--out", str(_folder() / "results"))
    defaults: dict[tuple[str, ...], tuple[str, ...]] = {
        ("data", "split", "nlu"): ("--out", str(_folder() / "split")),
        ("run", "actions"): (),
        ("run",): (*model, *_SERVES),
        ("shell", "nlu"): model,
        ("shell",): (*model, *_SERVES),
        ("test", "core"): (*model, *stories, "--e2e", *results),
        ("test", "nlu"): (*model, "--nlu", str(holdout_file()), *results),
        ("test",): (*model, *stories, "--nlu", str(holdout_file()), *results),
        ("train", "core"): ("--out", str(models_folder())),
        ("train", "nlu"): ("--out", str(models_folder())),
        ("train",): ("--out", str(models_folder())),
        ("visualize",): (*stories, "--out", str(_folder() / "graph.html")),
    }
    for command, options in defaults.items():
        if tuple(arguments[: len(command)]) == command:
            return [*command, *options, *arguments[len(command) :]]
    return list(arguments)
