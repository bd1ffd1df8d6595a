"""Runs the tests that make up their own cases with many more of them: `make fuzz`.

The parsers, the masker and the stores by Hypothesis, the public addresses by schemathesis, and both
as long conversations of steps that lean on each other. Each run makes up others than the last; what
failed is kept in `.hypothesis` and tried first in the next.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Generator

import pytest

TIMES = 4  # as many cases as in `make test`
LEAST_CASES = 10_000
_COUNTS = re.compile(r"- (\d+) passing, (\d+) failing, and \d+ invalid")


class ManyCases:
    """A plugin of pytest's that asks each test for more cases, and counts them."""

    def __init__(self, times: int) -> None:
        self._times = times
        self.tests = self.cases = self.failing = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Ask for more, of tests that stand in a function and of those that are a machine."""
        from hypothesis import settings  # pytest wants to be the first to import it

        for test in {_test_of(item) for item in items}:
            name = "settings" if isinstance(test, type) else "_hypothesis_internal_use_settings"
            usual: settings = getattr(test, name)
            many = settings(
                usual,
                max_examples=usual.max_examples * self._times,
                derandomize=False,
                deadline=None,
            )
            setattr(test, name, many)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Count what a test has tried, those that did not fit its assumptions left out."""
        result = yield
        self.tests += 1
        for passing, failing in _COUNTS.findall(getattr(item, "hypothesis_statistics", "")):
            self.cases += int(passing) + int(failing)
            self.failing += int(failing)
        return result


def _test_of(item: pytest.Item) -> object:
    """What holds the settings: the class of a state machine, or the function."""
    assert isinstance(item, pytest.Function)
    return item.cls if hasattr(item.cls, "settings") else item.obj


def main() -> int:
    """Print how many cases there were; 1 if one failed, or there were too few."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("tests", nargs="*", default=["tests"])
    args = parser.parse_args()
    many = ManyCases(args.times)
    status = pytest.main(["-m", "hypothesis", "--durations=10", *args.tests], plugins=[many])
    print(f"{many.cases:,} cases in {many.tests} tests, {many.failing:,} of them failing")
    return int(status != 0 or (args.tests == ["tests"] and many.cases < LEAST_CASES))


if __name__ == "__main__":
    sys.exit(main())
