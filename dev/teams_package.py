"""Builds the package that is uploaded to Teams: `make teams-package`."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from contracts.paths import ROOT, var_folder
from dev import teams_icons

FOLDER = ROOT / "deploy" / "teams"
PACKAGE = "presstjanst-teams.zip"

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Microsoft's published rules for the parts of a manifest that we use (schema 1.19).
_LONGEST = {
    "developer.name": 32,
    "developer.websiteUrl": 2048,
    "developer.privacyUrl": 2048,
    "developer.termsOfUseUrl": 2048,
    "name.short": 30,
    "name.full": 100,
    "description.short": 80,
    "description.full": 4000,
}
_SCOPES = {"personal", "team", "groupChat"}
_MOST_COMMANDS, _LONGEST_COMMAND, _LONGEST_DESCRIPTION = 10, 32, 128
# A date of its own, so that the same manifest gives the same package.
_TIMESTAMP = (2026, 1, 1, 0, 0, 0)


class PackageError(ValueError):
    """Why there is no package, in one sentence for the one who builds it."""


def build(env: Mapping[str, str], folder: Path, target: Path) -> None:
    """Write the package, with the ids of the environment.

    Raises:
        PackageError: a setting is missing or cannot be used, or Teams would not take the result.
    """
    manifest = fill_in((folder / "manifest.json").read_text(encoding="utf-8"), env)
    icons = {name: (folder / name).read_bytes() for name in teams_icons.SIZES}
    languages = _languages(manifest, folder)
    all_problems = [
        *problems(manifest),
        *(p for name, texts in languages.items() for p in language_problems(name, texts, manifest)),
        *(teams_icons.problem(name, icons[name]) for name in icons),
    ]
    for problem in filter(None, all_problems):
        raise PackageError(problem)
    documents = {"manifest.json": manifest, **languages}
    files = {name: _written(document) for name, document in documents.items()} | icons
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, _TIMESTAMP), data, zipfile.ZIP_DEFLATED)


def _written(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def _languages(manifest: Mapping[str, Any], folder: Path) -> dict[str, dict[str, str]]:
    """The texts in other languages, by the name of their file.

    Raises:
        PackageError: a file that the manifest names is not there.
    """
    names = [one["file"] for one in _at(manifest, "localizationInfo.additionalLanguages") or ()]
    for name in names:
        if not (folder / name).is_file():
            raise PackageError(f"manifest.json: {name} saknas.")
    return {name: json.loads((folder / name).read_text(encoding="utf-8")) for name in names}


def fill_in(template: str, env: Mapping[str, str]) -> dict[str, Any]:
    """The manifest with the ids and addresses of the environment.

    Raises:
        PackageError: one is missing or cannot be used.
    """
    app_id, url = (env.get(name, "").strip() for name in ("TEAMS_APP_ID", "PUBLIC_URL"))
    if not app_id:
        raise PackageError("TEAMS_APP_ID saknas: sätt den till botens program-ID i Azure.")
    if not GUID.fullmatch(app_id):
        raise PackageError(
            "TEAMS_APP_ID ska vara ett program-ID av formen 00000000-0000-0000-0000-000000000000."
        )
    if not url:
        raise PackageError("PUBLIC_URL saknas: sätt den till adressen där chatten finns.")
    host = _public_host(url)
    if host is None:
        raise PackageError(
            "PUBLIC_URL ska vara en https-adress med ett värdnamn, till exempel "
            "https://press.example.se."
        )
    names = {"TEAMS_APP_ID": app_id.lower(), "PUBLIC_URL": url.rstrip("/"), "HOST": host}
    manifest: dict[str, Any] = json.loads(Template(template).substitute(names, schema="$schema"))
    return manifest


def _public_host(url: str) -> str | None:
    """The name of the machine, if the address is one that Teams may be given."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or "." not in host or parts.username or parts.query:
        return None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return None


def problems(manifest: Mapping[str, Any]) -> Iterator[str]:
    """What Teams would not take, a sentence each."""
    for path, longest in _LONGEST.items():
        value = _at(manifest, path)
        if not isinstance(value, str) or not value:
            yield f"manifest.json: {path} saknas."
        elif len(value) > longest:
            yield f"manifest.json: {path} får ha högst {longest} tecken, inte {len(value)}."
        elif path.endswith("Url") and not value.startswith("https://"):
            yield f"manifest.json: {path} ska börja med https://."
    for part in ("name", "description"):
        if _at(manifest, f"{part}.short") == _at(manifest, f"{part}.full"):
            yield f"manifest.json: {part}.short och {part}.full ska vara olika."
    if not re.fullmatch(r"\d+\.\d+\.\d+", str(manifest.get("version"))):
        yield "manifest.json: version ska vara tre tal, till exempel 1.0.0."
    if not GUID.fullmatch(str(manifest.get("id"))):
        yield "manifest.json: id ska vara ett program-ID."
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(manifest.get("accentColor"))):
        yield "manifest.json: accentColor ska vara en färg som #00573C."
    if _at(manifest, "icons") != {name.removesuffix(".png"): name for name in teams_icons.SIZES}:
        yield "manifest.json: icons ska vara color.png och outline.png."
    bots = manifest.get("bots")
    if not isinstance(bots, list) or len(bots) != 1:
        yield "manifest.json: bots ska ha precis en bot."
        return
    yield from _bot_problems(bots[0])


def language_problems(
    name: str, texts: Mapping[str, str], manifest: Mapping[str, Any]
) -> Iterator[str]:
    """What Teams would not take of another language, or what is left in the manifest's own."""
    limits = {path: most for path, most in _LONGEST.items() if not path.startswith("developer.")}
    for path in _command_paths(manifest):
        limits[f"{path}.title"] = _LONGEST_COMMAND
        limits[f"{path}.description"] = _LONGEST_DESCRIPTION
    for path, longest in limits.items():
        if not 1 <= len(texts.get(path, "")) <= longest:
            yield f"{name}: {path} ska ha 1 till {longest} tecken."
    for path in texts.keys() - limits.keys() - {"$schema"}:
        yield f"{name}: {path} finns inte i manifest.json."


def _command_paths(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The commands, as a file of another language names them."""
    for bot, settings in enumerate(manifest.get("bots", [])):
        for menu, command_list in enumerate(settings.get("commandLists", [])):
            for command in range(len(command_list["commands"])):
                yield f"bots[{bot}].commandLists[{menu}].commands[{command}]"


def _bot_problems(bot: Mapping[str, Any]) -> Iterator[str]:
    if not GUID.fullmatch(str(bot.get("botId"))):
        yield "manifest.json: botId ska vara ett program-ID."
    lists = bot.get("commandLists", [])
    for scopes in (bot.get("scopes", []), *(one.get("scopes", []) for one in lists)):
        if not scopes or not set(scopes) <= _SCOPES:
            yield "manifest.json: scopes ska vara personal, team och groupChat, eller några av dem."
    for commands in (one.get("commands", []) for one in lists):
        if not 1 <= len(commands) <= _MOST_COMMANDS:
            yield f"manifest.json: commands ska vara mellan 1 och {_MOST_COMMANDS}."
        for command in commands:
            for name, longest in (
                ("title", _LONGEST_COMMAND),
                ("description", _LONGEST_DESCRIPTION),
            ):
                if not 1 <= len(str(command.get(name) or "")) <= longest:
                    yield f"manifest.json: {name} för ett kommando ska ha 1 till {longest} tecken."


def _at(manifest: Mapping[str, Any], path: str) -> Any:
    value: Any = manifest
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def main() -> int:
    """0 when the package is there."""
    target = var_folder() / PACKAGE
    try:
        build(os.environ, FOLDER, target)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Ladda upp {target} i Teams. docs/teams.md säger hur.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
