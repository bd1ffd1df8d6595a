"""The scripts stay small enough to be read at a sitting."""

from __future__ import annotations

from contracts.paths import ROOT

MOST_LINES = 200
_STATIC = ROOT / "web" / "static"
# One that was longer before this was held: it does not grow.
_LONGER = {"inbox.js": 246}


def test_no_script_is_longer_than_200_lines() -> None:
    lines = {
        path.relative_to(_STATIC).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in _STATIC.rglob("*.js")
    }
    assert lines
    longer = {name: n for name, n in lines.items() if n > _LONGER.get(name, MOST_LINES)}
    assert longer == {}
