"""The stack from a path with a space, by another user, from a checkout that nobody may write in."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.paths import ROOT
from engine.fingerprint import model_path
from engine.training.archives import digest_file

from .checkouts import copy_checkout
from .conftest import stack_ports

NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may pass through, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="press ") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def checkout(folder: Path) -> Path:
    """What git keeps, without the right to write."""
    target = folder / "en mapp"
    copy_checkout(target)
    for path in (target, *target.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return target


def owned(path: Path, user: int) -> Path:
    path.mkdir()
    os.chown(path, user, user)
    path.chmod(0o700)
    return path


def test_it_runs_there_and_writes_for_its_owner_alone(checkout: Path, folder: Path) -> None:
    user = NOBODY if os.geteuid() == 0 else os.geteuid()
    as_user: dict[str, Any] = {"user": user, "group": user, "extra_groups": []}
    if user != NOBODY:
        as_user = {}
    elif subprocess.run([sys.executable, "-c", ""], capture_output=True, **as_user).returncode:
        pytest.skip("another user may not run this Python")
    subprocess.run([sys.executable, "-m", "engine.training"], cwd=ROOT, check=True)
    home, var = owned(folder / "hem", user), owned(folder / "det som skrivs", user)
    models = owned(var / "models", user)
    model, digest = (
        Path(shutil.copy(path, models)) for path in (model_path(), digest_file(model_path()))
    )
    for path in (model, digest):
        os.chown(path, user, user)
        path.chmod(0o600)
    ports = stack_ports()
    env = {"VAR_DIR": str(var), "HOME": str(home), "PATH": os.environ["PATH"], **ports}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(
        [sys.executable, "-m", "supervisor"], cwd=checkout, env=env, **pipes, **as_user
    ) as process:
        if process.stdout.readline():
            address = f"http://127.0.0.1:{ports['WEB_PORT']}/health"
            with urllib.request.urlopen(address) as health:
                assert health.status == 200
            process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode == 0, errors
    assert list(home.iterdir()) == []
    written = [path for path in var.rglob("*") if path != models]
    assert {"conversations.db", "secret_key", "engine.log"} <= {path.name for path in written}
    assert not [path for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert not [path for path in checkout.rglob("*") if path.stat().st_uid == NOBODY]


def test_a_folder_that_cannot_be_written_in_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "fil").touch()
    env = stack_ports()
    done = subprocess.run(
        [sys.executable, "-m", "supervisor"], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, **env, "VAR_DIR": str(tmp_path / "fil" / "var")},
    )  # fmt: skip
    assert done.returncode == 1
    (sentence,) = done.stderr.strip().splitlines()
    assert "VAR_DIR" in sentence
