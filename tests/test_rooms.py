"""The plan of the house: no modules in a circle, and no folder that nobody takes in at a glance."""

from __future__ import annotations

import tomllib
from graphlib import TopologicalSorter

import grimp

from contracts.paths import ROOT

MOST_MODULES = 16
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = PYPROJECT["tool"]["importlinter"]["root_packages"]
# A list that grows by one file a change of the tables.
MIGRATIONS = ROOT / "web" / "store" / "migrations" / "versions"


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Nor where a function hides the import; a package's `__init__` counts as a module."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    modules = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(modules).prepare()


def test_no_folder_has_more_modules_than_one_takes_in() -> None:
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    folders = {file.parent for file in files} - {MIGRATIONS}
    modules = {folder: {*folder.glob("*.py")} - {folder / "__init__.py"} for folder in folders}
    full = {folder: len(found) for folder, found in modules.items() if len(found) > MOST_MODULES}
    assert full == {}
