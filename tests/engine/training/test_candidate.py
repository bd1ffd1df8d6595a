"""What a candidate is trained on is checked first; two models are asked the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent

from contracts.comparison.figures import Figures
from contracts.comparison.story_figures import digest_of
from contracts.dialogues import Dialogue, DialogueTurn
from contracts.paths import ROOT, models_folder
from engine.evaluation.comparison import ComparisonInput, EvaluationMessage
from engine.evaluation.kept_stories.stories import stories_in
from engine.fingerprint import data_part
from engine.training import candidate
from engine.training.candidate import compare_models, work
from engine.training.candidate_data import CandidateError, comparison_input, copy_data
from tests.web.trainer.swedish import codes_in

REVIEWED = """version: "3.1"
nlu:
- intent: statistics
  metadata: {language: sv}
  examples: |
    - hur många tulpaner delades ut
"""
STORY = """stories:
- story: siffror
  steps:
  - user: |
      Hur många vabbade i fjol?
    intent: statistics
  - action: action_answer
"""


def ignore(step: str, share: float) -> None:
    """Nobody looks."""


def job(agent: Agent, **changed: Any) -> dict[str, Any]:
    empty = {"reviewed": "", "stories": "", "holdout": "", "messages": [], "known": {}}
    return {**empty, "current": agent.model_name, **changed}


@pytest.mark.parametrize(
    ("reviewed", "words"),
    [
        ("nlu:\n- intent: 'a\n", "data/nlu/reviewed.yml, rad "),
        ("- a\n", "är inga träningsexempel"),
        ("nlu: text\n", "är inga träningsexempel"),
        ("nlu:\n- intent: statistics\n", "data/nlu/reviewed.yml, grupp 1"),
        ("nlu:\n- intent: tulips\n  examples: |\n    - hej\n", "etiketten tulips finns inte"),
        ("nlu:\n- intent: statistics+tulips\n  examples: |\n    - hej\n", "etiketten tulips"),
    ],
)
def test_examples_that_cannot_be_trained_on_are_refused_with_file_and_reason(
    tmp_path: Path, agent: Agent, reviewed: str, words: str
) -> None:
    with pytest.raises(CandidateError, match=r"reviewed\.yml") as refused:
        work(job(agent, reviewed=reviewed), tmp_path, ignore)
    assert words in str(refused.value)
    for_trainers, _, for_engineers = str(refused.value).partition("\n")
    assert "reviewed.yml" in for_engineers
    assert not codes_in(for_trainers)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"holdout": "statistics\tsv\ttext\nstatistics\n"}, "Sparade meddelanden, rad 2"),
        ({"stories": "stories: [\n"}, "Sparade samtal"),
        ({"stories": "stories:\n- story: a\n  steps:\n  - action: a\n"}, "Sparade samtal"),
        ({"stories": "- a\n"}, "Sparade samtal"),
        ({"current": "presstjanst-00000000-00000000.tar.gz"}, "finns inte i models/"),
        ({"current": "../../etc/passwd"}, "finns inte i models/"),
    ],
)
def test_what_else_is_sent_is_refused_with_place_and_reason(
    tmp_path: Path, agent: Agent, sent: dict[str, str], words: str
) -> None:
    with pytest.raises(CandidateError) as refused:
        work(job(agent, **sent), tmp_path, ignore)
    assert words in str(refused.value)


def test_the_repositorys_data_is_copied_with_the_examples_that_were_sent(tmp_path: Path) -> None:
    data = copy_data(tmp_path, REVIEWED)
    assert (data / "nlu" / "reviewed.yml").read_text() == REVIEWED
    assert (data / "rules.yml").read_bytes() == (ROOT / "data" / "rules.yml").read_bytes()
    assert data_part(data / "nlu") != data_part()


@pytest.mark.parametrize("nothing", ["", 'version: "3.1"\n', "nlu: []\n"])
def test_no_examples_are_no_file(tmp_path: Path, nothing: str) -> None:
    data = copy_data(tmp_path, nothing)
    assert not (data / "nlu" / "reviewed.yml").exists()


def test_what_trainers_kept_is_asked_beside_the_repositorys_tests(agent: Agent) -> None:
    inputs = comparison_input(job(agent, holdout="statistics\tsv\tantal tulpaner\n", stories=STORY))
    assert inputs.labelled[-1] == EvaluationMessage(
        "kept", "statistics", frozenset({"sv"}), "antal tulpaner"
    )
    assert inputs.labelled[0].source == "holdout"
    assert (inputs.stories[-1].name, inputs.stories[-1].file) == ("siffror", "Sparade samtal")
    assert len(inputs.stories) > 60
    assert len(inputs.dialogues) >= 250
    assert len(inputs.questions) >= 500


def test_what_was_set_aside_is_asked_with_its_label_and_what_is_taught_is_told(
    agent: Agent,
) -> None:
    messages = [
        {"id": 1, "text": "Hur många tulpaner delades ut?", "label": "statistics"},
        {"id": 2, "text": "Hur många rosor då?", "label": "statistics"},
        {"id": 3, "text": "Hur många liljor då?", "label": None},
        {"id": 4, "text": "Hur många nejlikor då?", "label": "statistics", "held_out": False},
    ]
    sent = [{"held_out": True, **message} for message in messages]
    known = {digest_of("hur många tulpaner delades ut"): "press_contact"}
    inputs = comparison_input(job(agent, reviewed=REVIEWED, messages=sent, known=known))
    aside = [(m.id, m.taught) for m in inputs.labelled if m.source == "aside"]
    assert aside == [(1, True), (2, False)]
    assert [m["id"] for m in inputs.messages] == [3, 4]
    # The current model has learnt the text, with another label.
    assert inputs.fresh == [("hur många tulpaner delades ut", "statistics")]
    known = {digest_of("hur många tulpaner delades ut"): "statistics"}
    assert comparison_input(job(agent, reviewed=REVIEWED, known=known)).fresh == []


def test_both_models_hold_the_measured_conversations(agent: Agent) -> None:
    steps = []
    turns = (
        DialogueTurn("Hur många vabbade i fjol?", ("desk:stats",), ()),
        DialogueTurn("tack", ("desk:docs",), ()),
    )
    inputs = ComparisonInput(
        [EvaluationMessage("kept", "statistics", frozenset(), "Hur många vabbade i fjol?")],
        [],
        [],
        [Dialogue("V3-1", "v3", turns)],
        [("v3", "ask", "records_fee", "Vad kostar kopior av en handling?")],
    )
    path = models_folder() / str(agent.model_name)
    figures = compare_models(inputs, path, path, lambda step, share: steps.append((step, share)))
    assert figures.conversations
    assert figures.conversations.candidate == figures.conversations.current
    assert figures.conversations.candidate.turns == 1
    assert figures.forbidden == ()
    assert [share for step, share in steps if step == "conversations"] == [0, 0.5]


def test_a_model_beside_itself_differs_in_nothing(agent: Agent) -> None:
    steps = []
    inputs = ComparisonInput(
        [EvaluationMessage("kept", "statistics", frozenset(), "Hur många vabbade i fjol?")],
        [*stories_in(STORY, "a.yml"), *stories_in(STORY.replace("statistics", "greet"), "b.yml")],
        [{"id": 7, "text": "\ud800", "label": None, "taught": False}],
    )
    path = models_folder() / str(agent.model_name)
    figures = compare_models(inputs, path, path, lambda step, share: steps.append((step, share)))
    assert (figures.flips, figures.broken, figures.forbidden) == ((), (), ())
    assert figures.candidate == figures.current
    assert figures.candidate.stories_passed == 1
    (case,) = figures.cases
    assert case.is_right(case.after) and case.after == case.before
    assert Figures.from_json(figures.to_json()) == figures
    assert [step for step, _ in steps][:2] == ["loading", "messages"]
    assert [share for step, share in steps if step == "stories"] == [0, 0.5]


def test_without_actions_that_answer_nothing_is_compared(
    monkeypatch: pytest.MonkeyPatch, agent: Agent
) -> None:
    monkeypatch.setenv("ACTIONS_URL", "http://127.0.0.1:9")
    labelled = [EvaluationMessage("kept", "greet", frozenset(), "hej")]
    path = models_folder() / str(agent.model_name)
    with pytest.raises(CandidateError, match="the actions answer"):
        compare_models(
            ComparisonInput(labelled, stories_in(STORY, "a.yml"), []), path, path, ignore
        )


def test_a_failure_is_told_in_words_without_the_folders_name(tmp_path: Path) -> None:
    from rasa.shared.exceptions import RasaException

    reason = candidate.failure_in_words(RasaException(f"bad {tmp_path}/data/rules.yml"), tmp_path)
    assert reason == "Det gick inte att träna på exemplen.\nbad data/rules.yml"
    assert "Minnet" in candidate.failure_in_words(MemoryError(), tmp_path)
    assert candidate.failure_in_words(KeyError("hemligt"), tmp_path) == (
        "Ett fel stoppade träningen.\nKeyError"
    )
