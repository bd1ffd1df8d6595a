"""Finds a Chromium for the browser tests, and installs one where it can: `make browser`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """The path of a Chromium: of the system, or the one that Playwright has fetched."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> int:
    """0 when there is a Chromium, installed now or before."""
    if find_chromium():
        return 0
    print("Installerar Chromium för webbläsartesterna …", file=sys.stderr, flush=True)
    commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        apt = ["apt-get", "-qq", "-y"]
        commands = [[*apt, "update"], [*apt, "install", "chromium"], *commands]
    for command in commands:
        subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        if find_chromium():
            return 0
    print("Chromium saknas: installera paketet chromium och kör igen.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
