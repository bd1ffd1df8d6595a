"""Reads what `uv pip compile` writes: packages with versions, hashes, and who needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PACKAGE = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# `# via rasa`, or `# via` and then a line for each.
_NEEDED_BY = re.compile(r"\s+#\s+(?:via\s+)?(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)")


@dataclass(frozen=True)
class LockedPackage:
    """A package in a lock file; `needed_by` names the packages that need it, ours among them."""

    name: str
    version: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]

    @property
    def purl(self) -> str:
        """The package URL of the version, as CycloneDX names a component."""
        return f"pkg:pypi/{self.name}@{self.version}"


def read_lock(text: str) -> Iterator[LockedPackage]:
    """The packages in the text of a lock file, in order."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if not (package := _PACKAGE.match(block)):
            continue
        lines = block.splitlines()[1:]
        needed_by = [m["name"] for line in lines if (m := _NEEDED_BY.match(line))]
        yield LockedPackage(
            package["name"],
            package["version"],
            tuple(_HASH.findall(block)),
            tuple(name for name in needed_by if name != "via"),
        )
