"""Fixtures shared by the rooms."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from bench.servers import free_port
from contracts.paths import ROOT
from desk.facts.model import Facts
from engine.rasa_patches.importing import deprecations
from tests import press_page
from tests.databases import new_database, postgresql


def pytest_configure(config: pytest.Config) -> None:
    """Silence what the patches silence: pytest starts each test with filters of its own.

    Under nohup a hangup is ignored, by what tests start and end with it too. An example that
    Hypothesis makes up may take as long as the machine stands still.
    """
    settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy")
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    for message in deprecations.MESSAGES:
        config.addinivalue_line("filterwarnings", f"ignore:{message}")
    config.addinivalue_line("markers", "slow: left out of `make quick`")
    if config.option.markexpr == "not slow":
        config.pluginmanager.register(RefuseProcesses())


# Files of few tests that take long. They run first: the last file decides when all are done.
LONG = (
    "tests/whole/test_release.py",
    "tests/engine/rasa_patches/",
    "tests/web/trainer/facts/",
    "tests/whole/",
    "tests/engine/evaluation/",
)
# Fixtures that train a model, or start a browser, a database server or the whole stack.
SLOW_FIXTURES = {"agent", "browser", "one_chromium", "postgresql_server", "stack"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let long files begin first, and mark what `make quick` leaves out."""

    def place(item: pytest.Item) -> int:
        return next((i for i, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG))

    items.sort(key=place)
    for item in items:
        if isinstance(item, pytest.Function) and starts_something(item):
            item.add_marker("slow")


def starts_something(item: pytest.Function) -> bool:
    """Return True if a test uses a fixture that starts what takes long to start."""
    if not SLOW_FIXTURES.isdisjoint(item.fixturenames):
        return True
    # A fixture with this parameter asks for the server when it runs.
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return any(isinstance(value, str) and value == "postgresql" for value in values)


class RefuseProcesses:
    """Fail a test of `make quick` that starts a process, so that no `slow` mark is forgotten.

    git is allowed: it lists what is tracked.
    """

    def __init__(self) -> None:
        self._test_runs = False
        sys.addaudithook(self._look)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        """Look only while a test runs, with its fixtures."""
        self._test_runs = True
        try:
            return (yield)
        finally:
            self._test_runs = False

    def _look(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen" and self._test_runs and args[0] != "git":
            pytest.fail(f"It starts {args[0]}: mark it with pytest.mark.slow")


@pytest.fixture(scope="session")
def facts() -> Facts:
    return press_page.FACTS


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """One server for all who need a database of their own on it."""
    with postgresql() as address:
        yield address


@pytest.fixture
def postgresql_database(postgresql_server: str) -> Iterator[str]:
    """An empty database."""
    with new_database(postgresql_server) as address:
        yield address


@pytest.fixture
def unused_tcp_port() -> int:
    """In place of pytest-asyncio's, which the system may have given somebody else by then."""
    return free_port()


@pytest.fixture
def facts_file(tmp_path: Path) -> Iterator[Path]:
    """A copy of the facts file to edit."""
    yield Path(shutil.copy(ROOT / "facts" / "press_service.yml", tmp_path))
