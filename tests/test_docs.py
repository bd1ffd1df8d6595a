"""The documentation is true where a test can hold it so."""

from __future__ import annotations

import json
import re

import pytest
from openapi_spec_validator import validate
from ruamel.yaml import YAML

from contracts.paths import ROOT

ENGINE = ("engine/serving/__main__.py", "engine/privacy/masker.py")


def test_the_openapi_document_is_valid_and_names_every_route_but_the_chat_page() -> None:
    document = YAML(typ="safe").load((ROOT / "docs" / "openapi.yml").read_text())
    validate(document)
    app = (ROOT / "web" / "app.py").read_text()
    routes = set(re.findall(r'web\.(?:get|post|delete)\("(/[^"]+)"', app))
    assert routes == set(document["paths"])


def test_every_setting_is_documented() -> None:
    documented = (ROOT / "docs" / "running.md").read_text()
    for path in ("web/settings.py", "dev/stack.py", "desk/facts/file.py", *ENGINE):
        for name in re.findall(r'(?:env|environ)\.get\("([A-Z_]+)"', (ROOT / path).read_text()):
            assert f"`{name}`" in documented, name


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


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(((?!https?:)[^)#]+)\)", (ROOT / page).read_text()):
        assert (ROOT / target).exists(), target


def test_every_make_target_in_the_documentation_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"`make ([a-z]+)`|^make ([a-z]+)", page.read_text(), re.MULTILINE):
            assert (target[0] or target[1]) in targets, (page.name, target)
