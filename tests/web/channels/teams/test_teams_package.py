"""The package for Teams is one that Teams takes, or one sentence says what is missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from dev import teams_icons
from dev.teams_package import (
    FOLDER,
    PACKAGE,
    PackageError,
    build,
    fill_in,
    language_problems,
    problems,
)

APP_ID = "6d6d2a3a-9c5c-4f4b-8d39-2f1d0e7f8a01"
ENV = {"TEAMS_APP_ID": APP_ID, "PUBLIC_URL": "https://press.example.se/"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what the package is made of, to spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "teams"))


def test_the_package_holds_the_manifest_with_its_ids_and_the_icons(tmp_path: Path) -> None:
    build(ENV, FOLDER, tmp_path / PACKAGE)
    with zipfile.ZipFile(tmp_path / PACKAGE) as package:
        assert package.namelist() == ["manifest.json", "en.json", "color.png", "outline.png"]
        manifest = json.loads(package.read("manifest.json"))
        assert [package.read(name) for name in teams_icons.SIZES] == [
            (FOLDER / name).read_bytes() for name in teams_icons.SIZES
        ]
    (bot,) = manifest["bots"]
    assert (manifest["id"], bot["botId"]) == (APP_ID, APP_ID)
    assert set(bot["scopes"]) == {"personal", "team", "groupChat"}
    assert manifest["developer"]["websiteUrl"] == "https://press.example.se"
    assert manifest["developer"]["privacyUrl"] == "https://press.example.se/integritet"
    assert manifest["developer"]["termsOfUseUrl"] == "https://press.example.se/villkor"
    assert manifest["validDomains"] == ["press.example.se"]
    assert manifest["$schema"].endswith(
        f"/v{manifest['manifestVersion']}/MicrosoftTeams.schema.json"
    )
    assert "${" not in json.dumps(manifest)


def test_the_same_settings_give_the_same_package(tmp_path: Path) -> None:
    for name in ("one", "other"):
        build(ENV, FOLDER, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"TEAMS_APP_ID": ""}, "TEAMS_APP_ID saknas"),
        ({"TEAMS_APP_ID": "presstjanst"}, "TEAMS_APP_ID ska vara ett program-ID"),
        ({"PUBLIC_URL": " "}, "PUBLIC_URL saknas"),
        ({"PUBLIC_URL": "http://press.example.se"}, "PUBLIC_URL ska vara en https-adress"),
        ({"PUBLIC_URL": "https://127.0.0.1"}, "PUBLIC_URL ska vara en https-adress"),
        ({"PUBLIC_URL": "https://localhost"}, "PUBLIC_URL ska vara en https-adress"),
        ({"PUBLIC_URL": "https://press.example.se:port"}, "PUBLIC_URL ska vara en https-adress"),
        ({"PUBLIC_URL": "press.example.se"}, "PUBLIC_URL ska vara en https-adress"),
        ({"PUBLIC_URL": f"https://{'x' * 2050}.se"}, "högst 2048 tecken"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(PackageError, match=sentence):
        build({**ENV, **changed}, FOLDER, tmp_path / PACKAGE)
    assert not (tmp_path / PACKAGE).exists()


def manifest_with(path: str, value: Any) -> dict[str, Any]:
    manifest = fill_in((FOLDER / "manifest.json").read_text(encoding="utf-8"), ENV)
    *parents, name = path.split(".")
    inner: Any = manifest
    for parent in parents:
        inner = inner[int(parent) if parent.isdigit() else parent]
    if value is None:
        del inner[name]
    else:
        inner[name] = value
    return manifest


def test_the_manifest_keeps_microsofts_rules() -> None:
    assert list(problems(manifest_with("version", "1.2.3"))) == []


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("name.short", "x" * 31, "name.short får ha högst 30 tecken, inte 31."),
        ("name.full", "x" * 101, "name.full får ha högst 100 tecken"),
        ("name.full", "Presstjänst", "name.short och name.full ska vara olika"),
        ("description.short", "x" * 81, "description.short får ha högst 80 tecken"),
        ("description.full", "x" * 4001, "description.full får ha högst 4000 tecken"),
        ("description.full", None, "description.full saknas"),
        ("developer.name", "x" * 33, "developer.name får ha högst 32 tecken"),
        ("developer.privacyUrl", "http://x.se", "developer.privacyUrl ska börja med https://"),
        ("developer", None, "developer.name saknas"),
        ("id", "x", "id ska vara ett program-ID"),
        ("version", "1", "version ska vara tre tal"),
        ("accentColor", "green", "accentColor ska vara en färg"),
        ("icons.color", "icon.svg", "icons ska vara color.png och outline.png"),
        ("bots", [], "bots ska ha precis en bot"),
        ("bots.0.botId", "x", "botId ska vara ett program-ID"),
        ("bots.0.scopes", ["groupchat"], "scopes ska vara"),
        ("bots.0.commandLists.0.scopes", [], "scopes ska vara"),
        ("bots.0.commandLists.0.commands", [], "commands ska vara mellan 1 och 10"),
        (
            "bots.0.commandLists.0.commands",
            [{"title": "x" * 33, "description": "x"}],
            "title för ett kommando",
        ),
        (
            "bots.0.commandLists.0.commands",
            [{"title": "x", "description": "x" * 129}],
            "description för ett kommando",
        ),
    ],
)
def test_what_teams_would_not_take_is_named(path: str, value: Any, problem: str) -> None:
    messages = list(problems(manifest_with(path, value)))
    assert messages
    assert problem in messages[0]


def test_a_personal_chat_has_a_welcome_and_so_no_prompt_starters() -> None:
    (bot,) = manifest_with("version", "1.2.3")["bots"]
    scopes = [scope for commands in bot["commandLists"] for scope in commands["scopes"]]
    assert "personal" not in scopes


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("name.short", None, "en.json: name.short ska ha 1 till 30 tecken."),
        ("description.short", "x" * 81, "en.json: description.short ska ha 1 till 80 tecken."),
        (
            "bots[0].commandLists[0].commands[5].title",
            "",
            "en.json: bots[0].commandLists[0].commands[5].title ska ha 1 till 32 tecken.",
        ),
        ("name.long", "x", "en.json: name.long finns inte i manifest.json."),
    ],
)
def test_what_is_left_out_in_english_is_named(path: str, value: str | None, problem: str) -> None:
    manifest = manifest_with("version", "1.2.3")
    english = json.loads((FOLDER / "en.json").read_text(encoding="utf-8"))
    assert list(language_problems("en.json", english, manifest)) == []
    changed = {name: text for name, text in {**english, path: value}.items() if text is not None}
    assert list(language_problems("en.json", changed, manifest)) == [problem]


def test_a_language_whose_file_is_missing_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "en.json").unlink()
    with pytest.raises(PackageError, match=r"en\.json saknas"):
        build(ENV, folder, tmp_path / PACKAGE)


def test_our_icons_are_small_and_such_as_teams_takes() -> None:
    for name in teams_icons.SIZES:
        data = (FOLDER / name).read_bytes()
        assert teams_icons.problem(name, data) is None
        assert len(data) < 4096


def png(rows: list[list[tuple[int, int, int, int]]], mode: str = "RGBA") -> bytes:
    image = Image.new("RGBA", (len(rows[0]), len(rows)))
    image.putdata([pixel for row in rows for pixel in row])
    stream = BytesIO()
    image.convert(mode).save(stream, "PNG")
    return stream.getvalue()


WHITE, CLEAR, RED = (255, 255, 255, 255), (0, 0, 0, 0), (255, 0, 0, 255)


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("color.png", b"GIF89a", "är ingen PNG-bild"),
        ("color.png", b"\x89PNG\r\n\x1a\n", "är ingen hel PNG-bild"),
        ("color.png", png([[RED]])[:-30], "är ingen hel PNG-bild"),
        (
            "color.png",
            png([[RED] * 3] * 2),
            "ska vara 192 × 192 bildpunkter, inte 3 × 2",
        ),
        ("color.png", png([[RED] * 192] * 192, "RGB"), "alfakanal"),
        ("outline.png", png([[RED, *[CLEAR] * 31]] * 32), "bara ha vitt"),
        ("outline.png", png([[WHITE] * 32] * 32), "genomskinlig botten"),
        ("outline.png", png([[CLEAR] * 32] * 32), "vit teckning"),
    ],
    ids=range(8),
)
def test_an_icon_that_teams_would_not_take_is_named(
    folder: Path, tmp_path: Path, name: str, data: bytes, problem: str
) -> None:
    (folder / name).write_bytes(data)
    with pytest.raises(PackageError, match=problem):
        build(ENV, folder, tmp_path / PACKAGE)


@pytest.mark.parametrize("lacks", [None, "PUBLIC_URL"])
def test_the_command_says_where_it_is_or_what_is_missing(tmp_path: Path, lacks: str | None) -> None:
    env = {**os.environ, **ENV, "VAR_DIR": str(tmp_path)}
    env.pop(lacks or "", None)
    process = subprocess.run(
        [sys.executable, "-m", "dev.teams_package"],
        cwd=FOLDER.parent.parent,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (tmp_path / PACKAGE).exists() is (lacks is None)
    if lacks:
        assert (process.returncode, len(process.stderr.splitlines())) == (1, 1)
        assert "PUBLIC_URL saknas" in process.stderr
    else:
        assert process.returncode == 0
        assert str(tmp_path / PACKAGE) in process.stdout
