"""What can be set can be set wherever the product is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from contracts.paths import models_folder
from contracts.watching.logs import log_handler
from engine.settings import engine_settings
from tests.deploy.containerfile import CONTAINERFILE, instructions
from tests.deploy.test_container import COMPOSE, OURS
from tests.deploy.test_helm import settings_of_the_chart
from tests.deploy.test_systemd import FOLDER as SYSTEMD
from tests.test_docs import CHANNELS_AND_LOGIN, Environment
from web.settings import Settings, settings_from_environment

# Some settings are asked for only where others are set.
WAYS = (
    {**CHANNELS_AND_LOGIN, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"},
    {
        "HANDOFF_MAIL_TO": "press@example.se",
        "HANDOFF_MAIL_FROM": "bot@example.se",
        "SMTP_URL": "smtps://smtp.example.se",
    },
)
ONE_ENGINE = "there is one engine, which trains too"
ELSEWHERE = "for a stand-in of the vendor's; theirs is the default"
NOWHERE = {
    "SLACK_API_URL": ELSEWHERE,
    "TEAMS_LOGIN_URL": ELSEWHERE,
    "TEAMS_METADATA_URL": ELSEWHERE,
    "TEAMS_SERVICE_URL": ELSEWHERE,
    "ACTIONS_URL": "the actions run in the engine's process",
    "NAMES_MODEL": "another pipeline has to be installed first; ours comes with the program",
    "OTEL_EXPORTER_OTLP_PROTOCOL": "there is one, the default",
    "WEB_PORT": "the port of a container or of loopback; what stands in front has the other one",
}
NOT_IN: dict[str, dict[str, str]] = {
    "compose": {"TRAINING_URL": ONE_ENGINE},
    "chart": {},
    "systemd": {
        "TRAINING_URL": ONE_ENGINE,
        "ENGINE_URL": "both parts are on this machine, at the default",
        "WEB_HOST": "loopback, the default: a proxy of this machine stands in front",
    },
}


def dataclasses_of(kind: Any) -> Iterator[Any]:
    yield kind
    for hint in get_type_hints(kind).values():
        for part in (hint, *get_args(hint)):
            if is_dataclass(part):
                yield from dataclasses_of(part)


def kinds_in(value: Any) -> Iterator[Any]:
    if is_dataclass(value):
        yield type(value)
        for field in fields(value):
            yield from kinds_in(getattr(value, field.name))


@pytest.fixture(scope="module")
def names_read(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the parts ask the environment for."""
    names: set[str] = set()
    kinds: set[Any] = set()
    for way in WAYS:
        env = Environment({"VAR_DIR": str(tmp_path_factory.mktemp("var")), **way})
        kinds |= set(kinds_in(settings_from_environment(env)))
        engine_settings(env)
        log_handler(env)
        models_folder(env)
        names |= env.names
    # None of them is left out for want of what turns it on.
    assert kinds == set(dataclasses_of(Settings))
    return names


def names_in(text: str) -> set[str]:
    return set(re.findall(r"^(?:Environment=|#?)([A-Z][A-Z_]+)=", text, re.MULTILINE))


def settings_of_the_image() -> set[str]:
    (line,) = [rest for name, rest in instructions(CONTAINERFILE.read_text()) if name == "ENV"]
    return set(re.findall(r"([A-Z_]+)=", line))


def settings_of_compose() -> set[str]:
    services = [COMPOSE["services"][name]["environment"] for name in OURS]
    return settings_of_the_image().union(*services)


def settings_of_systemd() -> set[str]:
    paths: list[Path] = [*SYSTEMD.glob("*.env.example"), *SYSTEMD.rglob("*.conf")]
    return {name for path in paths for name in names_in(path.read_text())}


@pytest.mark.parametrize(
    ("place", "settings_of"),
    [
        ("compose", settings_of_compose),
        ("chart", lambda: settings_of_the_chart() | settings_of_the_image()),
        ("systemd", settings_of_systemd),
    ],
)
def test_every_setting_has_a_place_or_a_reason(
    names_read: set[str], place: str, settings_of: Any
) -> None:
    assert names_read - settings_of() == set(NOWHERE | NOT_IN[place])
