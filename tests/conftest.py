"""Fixtures shared by the rooms."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.facts import Facts
from desk.facts_file import load_facts

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def facts() -> Facts:
    return load_facts(ROOT / "facts" / "press_service.yml")


@pytest.fixture
def facts_file(tmp_path: Path) -> Iterator[Path]:
    """A copy of the facts file to edit."""
    yield Path(shutil.copy(ROOT / "facts" / "press_service.yml", tmp_path))
