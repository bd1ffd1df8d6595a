"""The command that prints what comes of faults goes on where one cannot be tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import __main__ as faults
from tests.faults.fault import NotHere, Preparation


def test_a_fault_that_breaks_off_is_said_and_the_rest_are_tried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ends = {"one": RuntimeError("no answer in 180 s"), "two": NotHere("no nginx")}

    async def under_load(prepare: Preparation, folder: Path) -> None:
        raise ends[prepare(folder)]  # type: ignore[index]

    tried = {name: lambda folder, name=name: name for name in ends}
    monkeypatch.setattr(faults, "FAULTS", tried)
    monkeypatch.setattr(faults, "under_load", under_load)
    assert faults.main(["--only", "one", "two"]) == 1
    _, *rows, total = capsys.readouterr().out.splitlines()
    assert rows == ["one | broken off: no answer in 180 s", "two | not tried: no nginx"]
    assert total == "0.0 minutes"
    monkeypatch.setattr(faults, "MOST_MINUTES", -1.0)
    assert faults.main(["--only", "two"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("That is more than")
