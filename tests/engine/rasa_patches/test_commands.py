"""Rasa's own commands do here what Rasa's documentation says that they do."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import rasa.core.test
import requests
from rasa.core.agent import Agent
from rasa.core.utils import AvailableEndpoints

from bench import servers
from contracts.paths import ROOT, models_folder
from engine.evaluation.rasa_formats import steps_for_rasa, write_holdout
from engine.local_actions import LocalActions
from engine.rasa_patches.commands import actions_module, story_turns
from engine.rasa_patches.commands.command_defaults import instead_of, with_defaults
from tests.engine.few_examples import few_examples
from tests.press_page import STATISTICS_MAIL

COMMAND = (sys.executable, "-m", "engine.rasa_patches")
QUESTION = "Hur många fick sjukpenning i fjol?"


@dataclass
class CommandPlace:
    """Where a command may write, and a home directory where it may not."""

    var: Path
    home: Path
    env: dict[str, str]

    def rasa(self, *arguments: str, given: str = "") -> str:
        """What a command prints; it must succeed, and draw no bars where there is no terminal."""
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=ROOT, env=self.env, input=given, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        assert "it/s" not in done.stdout
        return done.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandPlace]:
    var, home = tmp_path_factory.mktemp("var"), tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RASA_")}
    for name in ("DATABASE_URL", "ACTIONS_URL", "MPLCONFIGDIR"):
        kept.pop(name, None)
    env = {**kept, "VAR_DIR": str(var), "HOME": str(home), "BROWSER": "true"}
    before = set(ROOT.iterdir())
    yield CommandPlace(var, home, env)
    assert list(home.iterdir()) == []
    assert set(ROOT.iterdir()) == before


@pytest.fixture
def free_port() -> int:
    return servers.free_port()


@pytest.fixture
def model(agent: Agent) -> str:
    return str(models_folder() / str(agent.model_name))


def test_shell_nlu_tells_what_is_understood(place: CommandPlace, model: str) -> None:
    out = place.rasa("shell", "nlu", "--model", model, given=QUESTION + "\n")
    parsed, _ = json.JSONDecoder().raw_decode(out[out.index("\n{") + 1 :])
    assert (parsed["text"], parsed["intent"]["name"]) == (QUESTION, "statistics")


def test_shell_answers_with_our_actions(place: CommandPlace, model: str, free_port: int) -> None:
    arguments = [*COMMAND, "shell", "--model", model, "--port", str(free_port)]
    outside, inside = pty.openpty()
    shell = subprocess.Popen(
        arguments, cwd=ROOT, env=place.env, stdin=inside, stdout=inside, stderr=inside
    )
    os.close(inside)
    read_until(outside, "Your input")
    os.write(outside, f"{QUESTION}\r".encode())
    answer = read_until(outside, "Your input", after="STATISTIK")
    assert STATISTICS_MAIL in answer
    os.write(outside, b"/stop\r")
    read_until(outside, None)
    os.close(outside)
    assert shell.wait() == 0


def read_until(terminal: int, end: str | None, after: str = "") -> str:
    """What a terminal shows until `end` has come, after `after`; until it closes without."""
    shown = ""
    while end is None or end not in shown[max(shown.find(after), 0) :] or after not in shown:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux says so of a terminal that was closed
            part = b""
        if not part:
            assert end is None, shown
            return shown
        shown += part.decode(errors="replace")
    return shown


def test_run_answers_on_loopback_alone(place: CommandPlace, model: str, free_port: int) -> None:
    server = subprocess.Popen(
        [*COMMAND, "run", "--model", model, "--port", str(free_port)],
        cwd=ROOT, env=place.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    log = ""
    for line in server.stdout:
        log += line
        if "Worker ready" in line:
            break
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(server.pid).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"], log
    address = f"http://127.0.0.1:{free_port}/webhooks/rest/webhook"
    answer = requests.post(address, json={"sender": "a", "message": QUESTION})
    assert STATISTICS_MAIL in answer.text
    server.send_signal(signal.SIGINT)
    rest, _ = server.communicate()
    assert "rror" not in log + rest
    assert server.returncode == 0
    assert (place.var / "conversations.db").exists()


def test_train_makes_a_model(place: CommandPlace, tmp_path: Path) -> None:
    few_examples(tmp_path / "data")
    place.rasa("train", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "models"))
    (trained,) = (tmp_path / "models").glob("*.tar.gz")
    assert Agent.load(str(trained)).is_ready()
    assert (place.var / "rasa" / "cache.db").exists()


def test_test_nlu_scores_the_messages_given(
    place: CommandPlace, model: str, tmp_path: Path
) -> None:
    (tmp_path / "kept.tsv").write_text(
        "statistics\t\tHur många fick sjukpenning 2023?\npress_contact\t\tsiffror på VAB i fjol\n"
    )
    write_holdout(tmp_path / "kept.yml", tmp_path / "kept.tsv")
    place.rasa("test", "nlu", "--model", model, "--nlu", str(tmp_path / "kept.yml"), "--no-plot")
    results = place.var / "rasa_tests" / "results"
    assert json.loads((results / "intent_report.json").read_text())["accuracy"] == 0.5
    (wrong,) = json.loads((results / "intent_errors.json").read_text())
    assert wrong["intent_prediction"]["name"] == "statistics"


def test_test_core_finds_every_kept_story_told(place: CommandPlace, model: str) -> None:
    place.rasa("test", "core", "--model", model, "--no-plot")
    report = json.loads((place.var / "rasa_tests" / "results" / "story_report.json").read_text())
    told = report["conversation_accuracy"]
    assert told["correct"] == told["total"] >= 140


def test_data_validate_accepts_the_data_and_tells_a_fault(
    place: CommandPlace, tmp_path: Path
) -> None:
    rules = str(ROOT / "data" / "rules.yml")
    few_examples(tmp_path)
    place.rasa("data", "validate", "--data", str(tmp_path))
    nlu = tmp_path / "unknown.yml"
    nlu.write_text('version: "3.1"\nnlu:\n- intent: unheard_of\n  examples: |\n    - hej\n')
    assert "unheard_of" in place.rasa("data", "validate", "--data", str(nlu), rules)


def test_data_split_nlu_divides_the_examples(place: CommandPlace, tmp_path: Path) -> None:
    few_examples(tmp_path)
    place.rasa("data", "split", "nlu", "--nlu", str(tmp_path), "--training-fraction", "0.5")
    folder = place.var / "rasa_tests" / "split"
    halves = [(folder / f"{name}_data.yml").read_text() for name in ("training", "test")]
    assert all("intent: statistics" in half for half in halves)


def test_visualize_draws_the_kept_stories(place: CommandPlace) -> None:
    place.rasa("visualize")
    assert "action_something_else" in (place.var / "rasa_tests" / "graph.html").read_text()


def story(*steps: str) -> str:
    lines = "\n".join(f"  - {step}" for step in steps)
    return f'version: "3.1"\nstories:\n- story: s\n  steps:\n{lines}\n'


@pytest.mark.parametrize(
    ("intent", "action", "correct"),
    [
        ("\n    intent: statistics", "action_answer", 1),
        ("", "action_answer", 1),
        ("\n    intent: press_contact", "action_answer", 0),
        ("\n    intent: statistics", "action_ask_back", 0),
    ],
)
async def test_a_story_is_judged_by_the_intents_and_actions_it_states(
    agent: Agent,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    intent: str,
    action: str,
    correct: int,
) -> None:
    name = "_collect_user_uttered_predictions"
    monkeypatch.setattr(rasa.core.test, name, getattr(rasa.core.test, name))
    story_turns.apply()
    stories = tmp_path / "test_one.yml"
    stories.write_text(story(f"user: {QUESTION}{intent}", f"action: {action}"))
    result = await rasa.core.test.test(
        str(stories), agent, out_directory=str(tmp_path), e2e=True, disable_plotting=True
    )
    assert result["report"]["conversation_accuracy"]["correct"] == correct


def test_a_story_tells_rasa_where_a_form_ends_and_ends_where_rasa_cannot_judge() -> None:
    form, ended = {"active_loop": "f"}, [
        {"active_loop": None},
        {"slot_was_set": [{"requested_slot": None}]},
    ]  # fmt: skip
    steps = [
        {"user": "a", "intent": "i", "says": ["x"], "never": ["y"]},
        {"action": "f"},
        form,
        {"user": "b", "only_intent": True},
        {"action": "answer"},
        {"user": "c"},
        {"action": "f"},
        form,
        {"user": "d"},
        {"action": "f"},
        {"action": "verdict"},
    ]
    assert steps_for_rasa(steps) == [
        {"user": "a", "intent": "i"},
        {"action": "f"},
        form,
        {"user": "b"},
        {"action": "answer"},
        *ended,
        {"user": "c"},
        {"action": "f"},
        form,
        {"user": "d"},
        {"action": "f"},
        *ended,
        {"action": "verdict"},
    ]
    asked_for = [{"user": "c"}, {"action": "answer"}, {"action": "f"}, form]
    assert steps_for_rasa([*steps[:5], *asked_for]) == steps_for_rasa(steps[:5])
    assert steps_for_rasa([*steps[:5], {"user": "c", "intent": "i"}]) == steps_for_rasa(steps[:5])


def test_what_the_user_gives_comes_after_the_defaults() -> None:
    given = ["shell", "--interface", "0.0.0.0"]
    assert with_defaults(given)[-2:] == given[1:]
    assert with_defaults(["shell", "nlu"])[:2] == ["shell", "nlu"]
    assert "--interface" not in with_defaults(["shell", "nlu"])
    assert with_defaults(["--help"]) == ["--help"]


def test_a_command_that_is_not_run_says_what_to_use_instead() -> None:
    assert "make chat" in (instead_of(["interactive", "--port", "5006"]) or "")
    assert instead_of(["shell"]) is None
    assert instead_of([]) is None


def test_actions_that_run_apart_are_asked_where_the_setting_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(AvailableEndpoints, "read_endpoints", AvailableEndpoints.read_endpoints)
    actions_module.apply()
    file = str(ROOT / "endpoints.yml")
    monkeypatch.delenv("ACTIONS_URL", raising=False)
    assert isinstance(AvailableEndpoints.read_endpoints(file).action, LocalActions)
    monkeypatch.setenv("ACTIONS_URL", "http://127.0.0.1:5055")
    assert AvailableEndpoints.read_endpoints(file).action.url == "http://127.0.0.1:5055/webhook"
