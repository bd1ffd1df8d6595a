"""The image holds what is needed and no secret, and what it holds answers."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
import yaml

from bench.servers import free_ports
from contracts.paths import ROOT
from engine.fingerprint import model_path
from engine.training.archives import digest_file
from supervisor.__main__ import healthy
from tests.deploy.containerfile import CONTAINERFILE, copies, instructions, places
from tests.deploy.tools import TOOLS, needs_tools
from tests.git_files import git_files
from tests.test_docs import documented_settings

TEXT = CONTAINERFILE.read_text()
# PyYAML: Rasa, once imported, has every reader of ruamel.yaml's expand ${…}.
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yml").read_text(encoding="utf-8"))
OURS = ("migrate", "engine", "web")
PYTHONS = {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PATH"}
DATABASES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}


def test_every_source_is_kept_in_git_and_none_is_hidden_or_written_at_run_time() -> None:
    ignored = CONTAINERFILE.with_name("Containerfile.dockerignore").read_text().splitlines()
    patterns = [line for line in ignored if line and not line.startswith("#")]
    for sources, _ in copies(TEXT):
        for source in sources:
            assert git_files(source), source
            assert not any(fnmatchcase(source.split("/")[0], pattern) for pattern in patterns)
    assert {".*", "models", "var"} <= set(patterns)  # git, environments, conversations, keys


@needs_tools
def test_hadolint_has_nothing_to_say_of_the_containerfile() -> None:
    command = [TOOLS / "hadolint", CONTAINERFILE]
    assert subprocess.run(command, capture_output=True, text=True).stdout == ""


def test_phone_numbers_are_found_without_what_is_slimmed_away(tmp_path: Path) -> None:
    packages = tmp_path / "site-packages"
    shutil.copytree(Path(phonenumbers.__file__).parent, packages / "phonenumbers")
    subprocess.run(["sh", CONTAINERFILE.with_name("slim.sh"), tmp_path], check=True)
    assert not (packages / "phonenumbers" / "geodata").exists()
    script = "from engine.privacy.numbers import find_numbers as f; print(list(f('070-174 06 05')))"
    env = {**os.environ, "PYTHONPATH": str(packages)}
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True)
    assert b"telefon" in found.stdout


def test_nobody_in_the_image_is_root() -> None:
    last = [rest for name, rest in instructions(TEXT) if name == "USER"][-1]
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", last)


def test_the_base_can_be_given_by_digest() -> None:
    stages = [rest.split()[0] for name, rest in instructions(TEXT) if name == "FROM"]
    assert stages == ["${BASE}", "python", "python"]


def test_what_the_image_and_compose_set_is_told_of() -> None:
    (set_here,) = [rest for name, rest in instructions(TEXT) if name == "ENV"]
    names = set(re.findall(r"([A-Z_]+)=", set_here))
    for service in COMPOSE["services"].values():
        names |= set(service.get("environment", {}))
    assert names <= documented_settings() | PYTHONS | DATABASES


def test_every_value_that_compose_asks_for_is_in_the_example_and_no_secret_is() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "deploy" / "compose.yml").read_text()))
    example = CONTAINERFILE.with_name("compose.env.example").read_text()
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == asked
    assert not re.findall(r"^#?\w*(?:KEY|TOKEN|SECRET|PASSWORD|SMTP_URL)=.+", example, re.MULTILINE)


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_services_is_locked_up(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] and service["cap_drop"] == ["ALL"] and service["tmpfs"] == ["/tmp"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert ("front" in service["networks"]) == (name == "web")
    assert ("healthcheck" in service) == (name != "migrate")
    assert ("SECRET_KEY" in service["environment"]) == (name != "engine")


@needs_tools
def test_compose_is_as_its_specification_has_it(tmp_path: Path) -> None:
    def valid(path: Path) -> bool:
        # The specification comes with the program.
        command = [TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", path]
        return subprocess.run(command, capture_output=True).returncode == 0

    compose = ROOT / "deploy" / "compose.yml"
    misspelt = tmp_path / "compose.yml"
    misspelt.write_text(compose.read_text().replace("tmpfs:", "tmpfss:"))
    assert valid(compose)
    assert not valid(misspelt)


def test_compose_names_nothing_that_it_does_not_have() -> None:
    services = COMPOSE["services"]
    waits = {name: service.get("depends_on", {}) for name, service in services.items()}
    for name, others in waits.items():
        assert others.keys() <= services.keys(), name
        for other, how in others.items():
            assert how["condition"] != "service_healthy" or "healthcheck" in services[other], name
    TopologicalSorter(waits).prepare()  # nobody waits for who waits for it
    for kind in ("networks", "volumes"):
        named = {n.partition(":")[0] for s in services.values() for n in s.get(kind, ())}
        assert named == COMPOSE[kind].keys(), kind


def test_compose_has_a_value_for_what_nobody_fills_in_and_asks_for_the_rest() -> None:
    text = (ROOT / "deploy" / "compose.yml").read_text(encoding="utf-8")
    example = CONTAINERFILE.with_name("compose.env.example").read_text()
    asked = set(re.findall(r"\$\{?(\w+)(:-|:\?)?", text))
    assert {how for _, how in asked} == {":-", ":?"}, "unset, it would be a warning and no value"
    required = {name for name, how in asked if how == ":?"}
    assert required == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_the_database_and_redis_are_reached_by_our_parts_alone() -> None:
    assert COMPOSE["networks"]["back"] == {"internal": True}
    for name in ("db", "redis"):
        service = COMPOSE["services"][name]
        assert service["networks"] == ["back"] and "ports" not in service
    others = COMPOSE["services"].keys() - {"db", "redis"}
    assert others == set(OURS)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """What the Containerfile copies, with the model that it trains; nobody may write there."""
    top = tmp_path / "image"
    (top / "models").mkdir(parents=True)
    for source, place in places(TEXT):
        (top / place).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, top / place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, top / place)
    subprocess.run([sys.executable, "-m", "engine.training"], cwd=ROOT, check=True)
    for path in (model_path(), digest_file(model_path())):
        shutil.copy(path, top / "models")
    return top


@contextmanager
def command(image: Path, env: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of the image, started by what every command is started by."""
    start = ["sh", "deploy/container/start.sh", sys.executable, *arguments]
    process = subprocess.Popen(start, cwd=image, env=env)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def answer(url: str, body: dict[str, str] | None = None) -> Any:
    data, kind = body and json.dumps(body).encode(), {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, data, kind), timeout=60) as response:
        return json.load(response)


def probe(url: str) -> int:
    return subprocess.run([sys.executable, CONTAINERFILE.with_name("probe.py"), url]).returncode


def test_what_is_copied_answers_from_where_nothing_else_lies(image: Path, tmp_path: Path) -> None:
    state, ports = tmp_path / "state", free_ports(2)
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "VAR_DIR": str(state),
        "MODELS_DIR": str(state / "models"),
        "FACTS_FILE": str(state / "facts" / "press_service.yml"),
        "DATABASE_URL": f"sqlite:///{state / 'conversations.db'}",
        "ENGINE_TOKEN": "t" * 32,
        "ENGINE_URL": f"http://127.0.0.1:{ports[1]}",
        "WEB_PORT": str(ports[0]),
    }
    engine = ("-m", "engine.serving", "--port", str(ports[1]))
    web = f"http://127.0.0.1:{ports[0]}"
    with command(image, env, "-m", "web.store", "upgrade") as upgrade:
        assert upgrade.wait(60) == 0
    with command(image, env, *engine), command(image, env, "-m", "web"):
        asyncio.run(asyncio.wait_for(healthy(ports[0]), 60))
        assert (
            probe(f"{web}/health/live") == probe(f"http://127.0.0.1:{ports[1]}/health/ready") == 0
        )
        assert probe(f"{web}/health/none") == 1
        (card,) = answer(f"{web}/api/messages", {"text": "Var hittar jag statistik?"})["messages"]
    assert card["topic"] == "statistics"
    assert not list(image.rglob("__pycache__"))
