"""The peer's files can be run where nothing of ours can be imported."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from contracts.paths import ROOT

PEER = ROOT / "bench" / "peer"


@pytest.mark.parametrize("path", sorted(PEER.glob("*.py")), ids=lambda path: path.name)
def test_the_peer_imports_rasa_and_the_standard_library_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(), feature_version=(3, 10))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "."]
        )
    }
    assert imported <= {"rasa", *sys.stdlib_module_names}


def test_the_peer_is_rasa_as_its_makers_ship_it_each_package_hashed() -> None:
    lock = (PEER / "requirements.lock").read_text()
    pinned = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==\S+(.*(?:\n    .*)*)", lock, re.MULTILINE)
    packages = {name for name, _ in pinned}
    assert {"rasa", "tensorflow"} <= packages
    assert all("--hash=sha256:" in rest for _, rest in pinned)
    ours = (ROOT / "requirements.lock").read_text()
    version = re.search(r"^rasa==\S+", ours, re.MULTILINE)
    assert version
    assert version[0] in lock
