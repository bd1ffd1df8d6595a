"""Libraries write where we say, and report to nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from contracts.paths import ROOT

USE = """
import engine
import matplotlib.font_manager
from engine.understanding.encoder.encoder import Encoder
Encoder().vector("hej")
"""


def test_what_is_used_writes_nothing_outside_our_folder(tmp_path: Path) -> None:
    home, var = tmp_path / "home", tmp_path / "var"
    home.mkdir()
    # With CI set onnxruntime is silent anyway, and what the Makefile sets is not to help.
    dropped = ("CI", "ORT_DISABLE_TELEMETRY", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    env = {**kept, "HOME": str(home), "VAR_DIR": str(var)}
    subprocess.run([sys.executable, "-c", USE], cwd=ROOT, env=env, check=True)
    assert list(home.iterdir()) == []
    assert [path.name for path in var.iterdir()] == ["matplotlib"]
