"""The documentation is true where a test can hold it so."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from ruamel.yaml import YAML

from contracts.paths import ROOT
from dev.teams_package import PackageError, fill_in
from web.app import make_app
from web.channels.slack import channel as slack
from web.channels.teams import channel as teams
from web.chat.user_input import MAX_CHARACTERS
from web.engine_client import ANSWER_SECONDS, MASK_SECONDS
from web.http.security import MAX_BODY_BYTES
from web.settings import Settings, settings_from_environment
from web.store.conversations.feedback import MAX_COMMENT_CHARACTERS

CHANNELS_AND_LOGIN = {
    "SECURITY_CONTACT": "mailto:sakerhet@example.se",
    "PUBLIC_URL": "http://127.0.0.1:8080",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "s",
    "SLACK_SIGNING_SECRET": "s",
    "HANDOFF_SLACK_CHANNEL": "C0PRESS",
    "HANDOFF_SLACK_TEAM": "T0PRESS",
    "TEAMS_APP_ID": "a",
    "TEAMS_APP_PASSWORD": "p",
    "OIDC_ISSUER": "https://login.example.se",
    "OIDC_CLIENT_ID": "c",
    "OIDC_CLIENT_SECRET": "s",
}
SOURCES = sorted(
    path
    for room in ("actions", "contracts", "desk", "dev", "engine", "supervisor", "web")
    for path in (ROOT / room).rglob("*.py")
    if not {".venv", "node_modules"} & set(path.parts)
)
ROOMS = {
    path.name
    for path in ROOT.iterdir()
    if path.is_dir()
    and not path.name.startswith(".")
    and path.name not in ("var", "models", "node_modules")
}
PAGES = sorted(
    page
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "recipes/*/README.md",
        "evaluation/*/README.md",
        "deploy/*/README.md",
    )
    for page in ROOT.glob(pattern)
    if page.name != "CHANGELOG.md"  # tells of what was, too
)
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
# Endings of files that are kept here. What ends otherwise may be a member of somebody's package.
_KEPT = re.compile(r"\.(py|yml|md|json|jsonl|tsv|txt|toml|lock|html|js|css|cfg|npz|onnx)$")


class Environment(dict[str, str]):
    """An environment that notes which names it is asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return super().__getitem__(name)


def names_read(source: str) -> Iterator[str | None]:
    """The variables that a module takes out of os.environ by name; None where none can be told."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case (
                ast.Call(func=ast.Attribute(value=environ, attr="get" | "pop"), args=[name, *_])
                | ast.Subscript(value=environ, slice=name, ctx=ast.Load())
                | ast.Call(func=ast.Attribute(attr="getenv") as environ, args=[name, *_])
                | ast.Compare(left=name, ops=[ast.In() | ast.NotIn()], comparators=[environ])
            ) if ast.unparse(environ) in ("os.environ", "environ", "os.getenv"):
                yield name.value if isinstance(name, ast.Constant) else None


def documented_settings() -> set[str]:
    page = (ROOT / "docs" / "running.md").read_text()
    return set(re.findall(r"`([A-Z][A-Z_]+)`", page))


def test_the_openapi_document_is_valid_and_names_every_route_of_the_app(tmp_path: Path) -> None:
    document = YAML(typ="safe").load((ROOT / "docs" / "openapi.yml").read_text())
    validate(document)
    env = {"VAR_DIR": str(tmp_path), **CHANNELS_AND_LOGIN}
    app = make_app(settings_from_environment(env))
    routes = {
        (route.method.lower(), route.resource.canonical)
        for route in app.router.routes()
        if route.resource and route.method != "HEAD" and route.resource.canonical != "/static"
    }
    methods = {"get", "post", "put", "patch", "delete"}
    described = {(m, path) for path, has in document["paths"].items() for m in methods & set(has)}
    assert described == routes


def test_every_setting_that_web_reads_is_documented(tmp_path: Path) -> None:
    env = Environment({"VAR_DIR": str(tmp_path), **CHANNELS_AND_LOGIN})
    settings_from_environment(env)
    assert len(env.names) >= len(fields(Settings))
    assert env.names <= documented_settings()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_variable_that_a_module_reads_is_documented(path: Path) -> None:
    assert set(names_read(path.read_text())) <= documented_settings()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('os.environ.get("A", "b")', ["A"]),
        ('x = os.environ["A"]', ["A"]),
        ('os.getenv("A")', ["A"]),
        ('"A" in os.environ', ["A"]),
        ("os.environ.get(name)", [None]),
        ('os.environ["A"] = "b"\nrun(env={**os.environ})', []),
    ],
)
def test_what_a_module_reads_is_seen(source: str, names: list[str | None]) -> None:
    assert list(names_read(source)) == names


@pytest.mark.parametrize("file", ["endpoints.yml", "credentials.yml"])
def test_every_variable_that_rasa_puts_into_a_file_is_documented(file: str) -> None:
    names = set(re.findall(r"\$\{(\w+)\}", (ROOT / file).read_text()))
    assert names <= documented_settings()


def test_the_teams_package_is_made_of_documented_settings() -> None:
    env = Environment({})
    with pytest.raises(PackageError):
        fill_in("", env)
    assert env.names
    assert env.names <= documented_settings()


def test_the_limits_that_are_told_are_those_in_force() -> None:
    page = (ROOT / "docs" / "running.md").read_text()
    _, _, told = page.partition("## Limits\n")
    seconds = {5: "five", 2: "two"}
    for sentence in (
        f"A body of {MAX_BODY_BYTES // 1024} kB",
        f"({slack.MAX_BODY_BYTES // 1024} kB from Slack and Teams)",
        f"a message of {MAX_CHARACTERS:,} characters",
        f"a comment on an answer of {MAX_COMMENT_CHARACTERS}",
        f"The engine has {seconds[int(ANSWER_SECONDS)]} seconds to answer",
        f"It has {seconds[int(MASK_SECONDS)]} to mask a comment",
    ):
        assert sentence in told
    assert slack.MAX_BODY_BYTES == teams.MAX_BODY_BYTES


def test_every_field_of_a_card_is_documented() -> None:

    schema = json.loads((ROOT / "desk" / "card.schema.json").read_text())
    documented = (ROOT / "docs" / "cards.md").read_text()
    for name in schema["properties"]:
        assert f"`{name}`" in documented, name


def test_every_intent_is_in_the_label_guide() -> None:
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text())
    guide = (ROOT / "docs" / "intents.md").read_text()
    for intent in domain["intents"]:
        if "+" not in intent:
            assert f"`{intent}`" in guide, intent


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def paths_named(page: str) -> Iterator[str]:
    """What a page names as a path of the repository, in backticks; `<intent>` stands for any."""
    for token in re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL)):
        path = re.sub(r"<[^<>]+>", "*", token).rstrip("/")
        if not re.fullmatch(r"[\w.*/-]+", path) or path.startswith(("/", "var/", "models/")):
            continue
        if "/." in f"/{path}":  # hidden: made here, not kept
            continue
        if _KEPT.search(path) or ("/" in token and token.split("/")[0] in ROOMS):
            yield path


def modules_named(page: str) -> Iterator[str]:
    """The modules of ours that a page names: as a command, or in backticks with dots."""
    room = "(?:" + "|".join(sorted(ROOMS)) + ")"
    yield from re.findall(rf"python -m ({room}(?:\.\w+)*)", page)
    yield from re.findall(rf"`({room}(?:\.[a-z_]+)+)`", page)


@pytest.fixture(scope="module")
def kept_paths() -> list[str]:
    """Every file and folder of the rooms, every file beside them, and Rasa's own modules."""
    beside = (path for path in ROOT.iterdir() if path.is_file())
    inside = (path for room in ROOMS for path in (ROOT / room, *(ROOT / room).rglob("*")))
    rasa = find_spec("rasa")
    assert rasa and rasa.origin
    modules = Path(rasa.origin).parent.rglob("*.py")
    return [f"/{name_of(path)}" for path in (*beside, *inside)] + [str(path) for path in modules]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_path_that_a_page_names_exists(page: Path, kept_paths: list[str]) -> None:
    missing = {
        path
        for path in paths_named(page.read_text())
        if not any(fnmatchcase(kept, f"*/{path}") for kept in kept_paths)
    }
    assert not missing - {"reviewed.yml", "reviewed.tsv"}  # written by the trainers' export


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_module_that_a_page_names_exists(page: Path) -> None:
    for module in modules_named(page.read_text()):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").is_file() or place.is_dir(), module


def test_a_path_and_a_module_are_seen_in_a_page() -> None:
    page = """`engine/gone.py`, `gone.py`, `data/nlu/<language>/x.yml`, `web/chat/`, but not
`/svar/`, `var/log/web.log`, `application/json` or `two words.py`.
`python -m web.gone` and `desk.hours`."""
    paths = ["engine/gone.py", "gone.py", "data/nlu/*/x.yml", "web/chat"]
    assert list(paths_named(page)) == paths
    assert list(modules_named(page)) == ["web.gone", "desk.hours"]


def test_every_path_that_the_notice_credits_exists() -> None:
    words = re.findall(r"[\w/]+", (ROOT / "NOTICE").read_text())
    paths = [word for word in words if "/" in word and word.split("/")[0] in ROOMS]
    assert len(paths) > 3
    for path in paths:
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=name_of)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(((?!https?:)[^)#]+)[^)]*\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_every_make_target_in_the_documentation_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        named = re.findall(r"(?:`|^)(?:\w+=\S+ )*make ([a-z-]+)", page.read_text(), re.MULTILINE)
        assert set(named) <= targets, page.name


@pytest.mark.parametrize("decision", DECISIONS, ids=name_of)
def test_a_decision_has_its_number_date_status_and_headings(decision: Path) -> None:
    title, _, state, *rest = decision.read_text().splitlines()
    assert re.fullmatch(rf"# {int(decision.name[:4])}\. [^.]+\w", title)
    statuses = r"accepted\b|refused\b|superseded by \[\d+\]\(\S+\)"
    match = re.match(rf"Date: (\S+)\. Status: (?:{statuses})", state)
    assert match and date.fromisoformat(match[1])
    headings = [line for line in rest if line.startswith("#")]
    assert headings == ["## Context", "## Options", "## Choice", "## Consequence"]


def test_the_index_of_decisions_has_each_with_its_title_and_date() -> None:
    expected = []
    for decision in DECISIONS:
        title, _, state, *_ = decision.read_text().splitlines()
        number, words = title.removeprefix("# ").split(". ", 1)
        expected.append(f"| {number} | [{words}]({decision.name}) | {state[6:16]} |")
    index = (ROOT / "docs" / "decisions" / "README.md").read_text().splitlines()
    assert [row.rpartition(" | ")[0] + " |" for row in index if "](" in row] == expected


def test_the_changelog_has_versions_with_categories() -> None:
    log = (ROOT / "CHANGELOG.md").read_text()
    versions = re.findall(r"^## (.+)$", log, re.MULTILINE)
    assert versions[0] == "[Unreleased]"
    for version in versions[1:]:
        assert re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", version)
    categories = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", log, re.MULTILINE)) <= categories
    entries = [line for line in log.splitlines() if line.startswith("- ")]
    assert len(entries) > len(versions)
    beginnings = [entry[:60] for entry in entries]
    assert len(beginnings) == len(set(beginnings)), "something is told twice"
