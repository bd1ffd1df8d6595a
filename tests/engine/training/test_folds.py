"""What trainers have taught is read by models that have not learnt it, fold by fold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent

from contracts.comparison.fold_figures import FOLDS
from contracts.comparison.story_figures import digest_of
from engine.training.folds import folds_of
from engine.understanding.regression.ridge import Ridge
from tests.engine.few_examples import few_examples

MISLABELLED = "Hur många fick sjukpenning i Kalmar i fjol?"
REVIEWED = f"""version: "3.1"
nlu:
  - intent: press_contact
    metadata: {{language: sv}}
    examples: |
      - {MISLABELLED}
      - Vem hos er kan jag få intervjua om köerna?
  - intent: statistics
    metadata: {{language: sv}}
    examples: |
      - Hur många tog ut vab i Boden?
      - Antal sjukskrivna i Kalix per månad
      - Statistik över föräldrapenning i Flen
      - Hur många tog ut vab i Vara?
  - intent: ask_phone
    metadata: {{language: sv}}
    examples: |
      - och siffran att ringa på?
"""
# The same as is practised of one that was taught: both are learnt from.
LIKE_ONE_TAUGHT = """version: "3.1"
nlu:
  - intent: statistics
    metadata: {after: statistics, awaits: letter}
    examples: |
      - Statistik över föräldrapenning i Flen
"""


@pytest.fixture(scope="module")
def nlu(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    few_examples(data, each=30)  # enough for the likeliest to be plain
    (data / "nlu" / "reviewed.yml").write_text(REVIEWED, encoding="utf-8")
    (data / "nlu" / "sv" / "later.yml").write_text(LIKE_ONE_TAUGHT, encoding="utf-8")
    return data / "nlu"


def test_each_example_is_read_by_a_model_fitted_to_all_others_but_its_fold(
    agent: Agent, nlu: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_out: list[int] = []
    without = Ridge.without

    def count(ridge: Ridge, groups: Any, *args: Any) -> Any:
        left_out.extend(len(rows) for rows in groups)
        return without(ridge, groups, *args)

    monkeypatch.setattr(Ridge, "without", count)
    shares: list[float] = []
    found = folds_of(agent, nlu, shares.append)
    assert found
    # What only follows an answer is not tried.
    assert found.total == 6
    assert found.tried and len(found.tried) == 6
    assert sorted(left_out) == [1, 1, 1, 1, 2]
    assert shares == [fold / FOLDS for fold in range(FOLDS)]
    (misread,) = found.misread
    assert (misread.digest, misread.label) == (digest_of(MISLABELLED), "press_contact")
    assert misread.guess.likeliest == "statistics"


def test_where_nothing_is_taught_there_is_nothing_to_read(agent: Agent, tmp_path: Path) -> None:
    few_examples(tmp_path)
    assert folds_of(agent, tmp_path / "nlu", lambda share: None) is None
