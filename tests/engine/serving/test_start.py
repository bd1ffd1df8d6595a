"""What the engine cannot do without stops its start with one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from contracts.paths import ROOT
from tests.press_page import CUSTOMER_PHONE


def test_facts_that_may_not_be_used_stop_the_start(facts_file: Path, tmp_path: Path) -> None:
    facts_file.write_text(facts_file.read_text().replace(CUSTOMER_PHONE, "ring oss"))
    env = {name: value for name, value in os.environ.items() if name != "ACTIONS_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "engine.serving", "--model", str(tmp_path / "none.tar.gz")],
        cwd=ROOT,
        env={
            **env,
            "ENGINE_TOKEN": "a-token",
            "FACTS_FILE": str(facts_file),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'conversations.db'}",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "contacts.customer_centre_phone.value" in done.stderr
    assert "Traceback" not in done.stderr
