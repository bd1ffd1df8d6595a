"""What whoever installs and upgrades is told to type can be run as it stands, by a script too."""

from __future__ import annotations

import re
import subprocess

import pytest

from contracts.paths import ROOT


def commands(page: str, start: str, end: str) -> str:
    """The commands between two lines of a page, as one script."""
    text = (ROOT / "docs" / "drift" / page).read_text(encoding="utf-8")
    assert text.count(start) == text.count(end) == 1
    part = text.partition(start)[2].partition(end)[0]
    return "\n".join(re.findall(r"^```\n(.*?)^```$", part, re.MULTILINE | re.DOTALL))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "start", "end", "last"),
    [
        ("installera.md", "**1. Programmet.**", "**4. Framför.**", "curl "),
        ("uppgradera.md", "## En maskin\n", "## Backa\n", "curl "),
    ],
)
def test_the_commands_of_a_page_are_one_script(page: str, start: str, end: str, last: str) -> None:
    script = commands(page, start, end)
    lines = script.splitlines()
    assert len(lines) > 10 and lines[-1].startswith(last)
    assert re.findall(r"<\w+>", script) == [], "something is to be filled in below the first line"
    used, given = set(re.findall(r"\$(\w+)", script)), set(re.findall(r"^(\w+)=", script, re.M))
    assert used - {"PWD"} == given
    assert lines[0].partition("=")[0] in given, "what is to be filled in stands first"
    read = subprocess.run(["sh", "-n"], input=script, text=True, capture_output=True)
    assert (read.returncode, read.stderr) == (0, "")
