"""Finds the browsers of the tests, and installs them where it can: `make browser`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_SHELL = "chromium-headless-shell"
_WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium(*, whole: bool = False) -> str | None:
    """The path of a Chromium: of the system, or the one that Playwright has fetched.

    One without windows if it is there, which the same pages take a quarter less work; unless it is
    to be a whole one, which keeps pages to go back to, too.
    """
    for name in _WHOLE if whole else (_SHELL, *_WHOLE):
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find_firefox() -> str | None:
    """The path of the system's Firefox."""
    return next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)


def main() -> int:
    """0 when there is a Chromium, installed now or before; a Firefox is installed if it can be."""
    apt = ["apt-get", "-qq", "-y"] if shutil.which("apt-get") and os.geteuid() == 0 else None
    if apt and not (shutil.which(_SHELL) and find_chromium(whole=True) and find_firefox()):
        _run(*apt, "update")
    if not find_chromium(whole=True):
        print("Installerar Chromium för webbläsartesterna …", file=sys.stderr, flush=True)
        if apt:
            _run(*apt, "install", "chromium")
        if not find_chromium(whole=True):
            _run(sys.executable, "-m", "playwright", "install", "chromium")
    if apt and not shutil.which(_SHELL):
        _run(*apt, "install", _SHELL)
    if apt and not find_firefox():
        _run(*apt, "install", "--no-install-recommends", "firefox-esr")
    if find_chromium(whole=True):
        return 0
    print("Chromium saknas: installera paketet chromium och kör igen.", file=sys.stderr)
    return 1


def _run(*command: str) -> None:
    subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )


if __name__ == "__main__":
    sys.exit(main())
