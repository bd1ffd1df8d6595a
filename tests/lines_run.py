"""Counts the lines that a call runs, which time would only tell on an idle machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from contracts.paths import ROOT


def lines_run(call: Callable[[], Any], room: str) -> int:
    """How many lines of a room's code a call runs."""
    lines, own = 0, str(ROOT / room)

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.startswith(own):
            return None
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        call()
    finally:
        sys.settrace(before)
    return lines
