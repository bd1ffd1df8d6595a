"""Runs the commands of web in this process: each one of its own takes a second to start."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

import pytest


def run_here(
    main: Callable[[], int], *words: str, entry: bytes = b"", **environment: str
) -> tuple[int, str, str]:
    """A command's code and what it writes on its two streams; its environment is what is given.

    It runs a loop of its own: in a test that has one, call it in a thread.
    """
    out, error = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(error):
        patch.setattr(sys, "argv", ["", *words])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(entry)))
        for name in list(os.environ):
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        try:
            code: object = main()
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return code, out.getvalue(), error.getvalue()
