"""The units for one machine are well formed, locked up, and set what is told of settings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from contracts.paths import ROOT
from tests.test_docs import documented_settings
from web.http.listening import BACKLOG
from web.settings import local_address

FOLDER = ROOT / "deploy" / "systemd"
KINDS = (".service", ".socket", ".target", ".timer")
UNITS = sorted(path.name for path in FOLDER.iterdir() if path.suffix in KINDS)
SERVICES = [name for name in UNITS if name.endswith(".service")]
INSTALLED = "/opt/presstjanst/current"
ANALYZE = shutil.which("systemd-analyze")
BACKUP = "presstjanst-backup.service"
needs_systemd = pytest.mark.skipif(
    not ANALYZE, reason="systemd-analyze of Debian's package systemd is not installed"
)
# Of a hundred, where 100 is a service that may do whatever root may. What is left of it is the
# network, which both parts answer from.
MOST_EXPOSED = "15"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units, of a program that is installed where this one is."""
    folder, program = tmp_path / "units", tmp_path / "program"
    program.symlink_to(ROOT)  # a checkout may lie where a unit cannot name it: behind a space
    shutil.copytree(FOLDER, folder)
    for path in (*folder.rglob("*.conf"), *(folder / name for name in UNITS)):
        path.write_text(path.read_text().replace(INSTALLED, str(program)))
    return folder


def analyze(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ANALYZE), *arguments],
        cwd=folder,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"},
        capture_output=True,
        text=True,
    )


@needs_systemd
def test_systemd_understands_every_line(installed: Path) -> None:
    result = analyze(installed, "verify", "--man=no", *(f"./{name}" for name in UNITS))
    assert (result.returncode, result.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_do_little_but_answer(installed: Path, service: str) -> None:
    options = ("--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager")
    result = analyze(installed, "security", *options, f"./{service}")
    assert result.returncode == 0, result.stdout + result.stderr


@needs_systemd
def test_one_that_is_not_locked_up_is_found(installed: Path) -> None:
    shutil.rmtree(installed / "presstjanst-.service.d")
    options = ("--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager")
    assert analyze(installed, "security", *options, f"./{SERVICES[0]}").returncode != 0


def test_the_settings_that_are_named_are_told_of_and_no_secret_is_there() -> None:
    for path in FOLDER.rglob("*"):
        if path.is_file() and path.suffix != ".md":
            text = path.read_text()
            names = set(re.findall(r"^(?:Environment=|#?)([A-Z][A-Z_]+)=", text, re.MULTILINE))
            assert names <= documented_settings() | {"PYTHONUNBUFFERED"}, path.name
            secret = r"^#?\w*(?:KEY|TOKEN|SECRET|PASSWORD|SMTP_URL)=.+"
            assert not re.findall(secret, text, re.MULTILINE)


def test_web_alone_reads_the_secrets_of_cookies_channels_and_login() -> None:
    for name in SERVICES:
        reads = "web.env" in (FOLDER / name).read_text()
        assert reads == (name == "presstjanst-web.service"), name
    shared = (FOLDER / "both.env.example").read_text()
    assert not re.search("SECRET|SLACK|TEAMS|OIDC|SMTP", shared)


def test_web_starts_with_a_socket_where_it_would_listen_itself() -> None:
    assert "Requires=presstjanst-web.socket" in (FOLDER / "presstjanst-web.service").read_text()
    address = urlsplit(local_address({})).netloc
    socket = (FOLDER / "presstjanst-web.socket").read_text().splitlines()
    assert {f"ListenStream={address}", f"Backlog={BACKLOG}"} <= set(socket)


@pytest.mark.parametrize("guide", ["installera.md", "uppgradera.md"])
def test_the_guides_have_every_unit_copied(guide: str) -> None:
    words = (ROOT / "docs" / "drift" / guide).read_text().split()
    named = {word.removeprefix("deploy/systemd/") for word in words}
    assert [unit for unit in UNITS if not any(fnmatch(unit, name) for name in named)] == []


def test_an_upgrade_restarts_the_parts_and_not_the_target_that_shuts_the_port() -> None:
    text = (ROOT / "docs" / "drift" / "uppgradera.md").read_text()
    restarted = re.findall(r"^systemctl restart (.*)$", text, re.MULTILINE)
    assert len(restarted) == 2  # there and back
    for parts in restarted:
        assert {f"{part}.service" for part in parts.split()} == {*SERVICES} - {BACKUP}


@pytest.mark.parametrize("service", ["presstjanst-engine.service", "presstjanst-web.service"])
def test_a_part_that_dies_is_started_again_however_often(service: str) -> None:
    lines = (FOLDER / service).read_text().splitlines()
    assert {"Restart=always", "StartLimitIntervalSec=0", "TimeoutStopSec=20"} <= set(lines)
