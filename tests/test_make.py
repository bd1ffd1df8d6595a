"""`make test ROOM=…` installs what the room needs, and no more."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from contracts.paths import ROOT

pytestmark = [
    pytest.mark.slow,  # it starts make
    pytest.mark.skipif(shutil.which("make") is None, reason="make is missing"),
]
INSTALLS = {
    "model": "-m engine.training",
    "browser": "-m dev.browser",
}


def plan(*arguments: str) -> str:
    """Return the commands that make would run."""
    command = ["make", "--no-print-directory", "--dry-run", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("room", "needs"),
    [
        ("tests/desk", set()),
        ("tests/desk/facts/test_file.py", set()),
        ("tests/web/store/", set()),
        ("tests/engine/privacy", set()),
        ("tests/web", {"browser"}),
        ("tests/web/embedding", {"browser"}),
        ("tests/web/chat/test_letters_browser.py::test_x[a b]", {"browser"}),
        ("tests/engine", {"model"}),
        ("tests/engine/training/test_folds.py", set()),  # its fixture trains the model
        ("tests/whole", {"browser", "model"}),
    ],
)
def test_a_room_is_run_alone_with_what_it_needs(room: str, needs: set[str]) -> None:
    commands = plan("test", f"ROOM={room}")
    assert {need for need, command in INSTALLS.items() if command in commands} == needs
    (run,) = (line for line in commands.splitlines() if "-m pytest" in line)
    assert run.endswith(f' "{room}"')
    assert ("-n 2" in run) == (".py" not in room)


def test_the_whole_needs_everything() -> None:
    commands = plan("test")
    assert all(command in commands for command in INSTALLS.values())
    assert commands.rstrip().endswith(" tests")


def test_the_scripts_tests_are_run_in_node() -> None:
    commands = plan("test", "ROOM=tests/js")
    assert "-m dev.node test" in commands
    assert "-m pytest" not in commands
