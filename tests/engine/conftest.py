"""A real model, trained once for all tests unless `make train` has made it already."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.core.agent import Agent

from contracts.paths import ROOT


@pytest.fixture(scope="session")
def agent() -> Iterator[Agent]:
    done = subprocess.run(
        [sys.executable, "-m", "engine.training"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert done.returncode == 0
    before = Path.cwd()
    os.chdir(ROOT)
    yield Agent.load(done.stdout.strip().splitlines()[-1])
    os.chdir(before)
