"""What git keeps of the repository, and what it would."""

from __future__ import annotations

import subprocess

from contracts.paths import ROOT


def git_files(*paths: str) -> list[str]:
    """The files that are there, of the whole or below `paths`, from the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in found.split("\0") if name and (ROOT / name).is_file()]
