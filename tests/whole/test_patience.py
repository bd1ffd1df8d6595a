"""A stack has the patience that its test gives it: each limit that is named is a minute there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from .conftest import LIMITS, ROOT, patience
from .test_database_away import AT_THE_END

LOOK = """
import importlib, os
for name in os.environ["PATIENT"].split():
    module, _, limit = name.rpartition(".")
    assert getattr(importlib.import_module(module), limit) == 60.0, name
"""


@pytest.mark.parametrize("limits", [LIMITS, AT_THE_END])
def test_each_limit_is_a_minute(limits: Sequence[str]) -> None:
    env = {**os.environ, **patience(limits)}
    subprocess.run([sys.executable, "-W", "ignore", "-c", LOOK], cwd=ROOT, env=env, check=True)
