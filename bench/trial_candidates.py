"""Trains three honest candidates and two spoiled ones, and prints what the pages say of each:
`make candidates`.

A few minutes for each. The examples are planted: sentences of no journalist's, in forms that the
bot half understands. Ends with 1 if an honest one may not be released, or if a spoiled one may,
without a warning.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from contracts.comparison.figures import Figures
from contracts.paths import models_folder
from contracts.training import Step
from engine.fingerprint import model_path
from engine.training.candidate import work
from web.store.releases.candidates import READY, Candidate
from web.store.releases.model_releases import ServedModel
from web.store.teaching.rasa_files import nlu_yaml
from web.trainer.comparison.headline import headline
from web.trainer.models.in_force import InForce
from web.trainer.models.model_release import obstacle_to

_PLACES = ("Boden", "Kalix", "Tranås", "Säffle", "Åmål", "Flen", "Nässjö", "Vara", "Ystad", "Mora")
_STATISTICS = ("utfall per kön i {}", "staplar över bidrag i {}", "läget i {} månad för månad")
_PRESS = ("någon som kan stå i sändning från {}", "er röst om läget i {}", "presschefen till {}?")
_RECORDS = ("pappren bakom indragningarna i {}", "akten om avtalet i {}", "protokoll från {}")
_PLAIN = ("hur många är sjukskrivna i {}", "antal som fick föräldrapenning i {}")
_CASES = ("kan ni kommentera vår läsares avslag i {}", "kvinnan i {} som nekades, er syn?")


class TrialCandidate(NamedTuple):
    """A candidate: what is taught, with its label, and whether it is taught rightly."""

    name: str
    taught: list[tuple[str, str]]
    is_honest: bool


def trial_candidates() -> Iterator[TrialCandidate]:
    """Three that are taught rightly and two that are not."""
    statistics, press = _filled(_STATISTICS, "statistics"), _filled(_PRESS, "press_contact")
    records = _filled(_RECORDS, "public_records")
    yield TrialCandidate("statistics", statistics, is_honest=True)
    yield TrialCandidate("the press service", press, is_honest=True)
    yield TrialCandidate(
        "a little of each", statistics[:10] + press[:10] + records[:10], is_honest=True
    )
    wrong = _filled(_PLAIN, "press_contact")
    yield TrialCandidate("figures as the press service", wrong, is_honest=False)
    yield TrialCandidate("cases as statistics", _filled(_CASES, "statistics"), is_honest=False)


def _filled(forms: tuple[str, ...], label: str) -> list[tuple[str, str]]:
    return [(form.format(place), label) for place in _PLACES for form in forms]


def comparison_of(one: TrialCandidate, current: Path) -> Figures:
    """The comparison with the model that comes with the bot; the candidate is removed again."""
    job = {
        "reviewed": nlu_yaml(("sv", label, text) for text, label in one.taught),
        "stories": "",
        "holdout": "",
        "current": current.name,
        "messages": [],
        "known": {},
    }

    def report(step: Step, share: float) -> None:
        print(f"\r{one.name}: {step.value} {share:.0%}    ", end="", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(dir=models_folder(), prefix=".training-") as folder:
        figures = work(job, Path(folder), report)
    for file in models_folder().glob(f"{figures.candidate.model}*"):
        file.unlink()
    return figures


def said_of(figures: Figures) -> dict[str, Any]:
    """What stands first on the candidate's page."""
    model = figures.candidate.model
    candidate = Candidate(1, "", model, READY, None, 0, "bench", 0.0, 1.0)
    in_force = InForce([], [ServedModel("bench", figures.current.model, None)])
    obstacle = obstacle_to(candidate, figures, in_force)
    first = headline(figures, [])
    return {
        "title": first.title,
        "warning": first.warning,
        "obstacle": obstacle.words if obstacle else None,
        "passes": obstacle is None or obstacle.is_narrow,
    }


def main() -> int:
    """Train, compare and print; 1 if a candidate is judged otherwise than it should be."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    current, wrong = model_path(), []
    for one in trial_candidates():
        said = said_of(comparison_of(one, current))
        kind = "honest" if one.is_honest else "spoiled"
        print(f"\n{one.name} ({kind}, {len(one.taught)} examples)")
        for name, words in said.items():
            print(f"  {name}: {words}")
        is_wrong = not said["passes"] if one.is_honest else said["passes"] and not said["warning"]
        if is_wrong:
            wrong.append(one.name)
    if wrong:
        print(f"judged otherwise than they should be: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
