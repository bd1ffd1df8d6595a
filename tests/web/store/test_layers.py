"""SQL stands in the store alone, and one look at a function says who opens the transaction."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.paths import ROOT

WEB = ROOT / "web"
STORE = WEB / "store"
# Errors to catch, and the types of what is handed on.
ALLOWED = {"sqlalchemy.exc", "sqlalchemy.ext.asyncio"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_sql_stands_in_the_store_alone() -> None:
    outside = [path for path in WEB.rglob("*.py") if not path.is_relative_to(STORE)]
    assert len(outside) > 50
    for path in outside:
        names = {name for name in imports(path) if name.partition(".")[0] == "sqlalchemy"}
        assert names <= ALLOWED, path
        tables = {"contracts.tables", "web.store.tables", "web.store.trainer_tables"}
        assert not tables & set(imports(path)), path


def stored() -> list[tuple[str, ast.AsyncFunctionDef]]:
    """The functions of the store that read or write, by the names of their files."""
    return [
        (f"{path.relative_to(STORE)}:{node.name}", node)
        for path in sorted(STORE.rglob("*.py"))
        if "migrations" not in path.parts and path.name != "__main__.py"
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize(("name", "function"), stored(), ids=[name for name, _ in stored()])
def test_who_takes_a_connection_opens_no_transaction(
    name: str, function: ast.AsyncFunctionDef
) -> None:
    first = function.args.args[0]
    parameter = (first.arg, ast.unparse(first.annotation) if first.annotation else None)
    assert parameter in (("database", "AsyncEngine"), ("connection", "AsyncConnection"))
    opens = {
        node.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr in ("begin", "connect", "commit")
    }
    assert not opens or parameter[0] == "database"
