"""Tells a model's archive that is whole from one that is not, before anything in it is read.

Its SHA-256 lies beside it in a file of its own, as `sha256sum` writes and checks one. A model
without is not served: its name says what it was made from, not that it is still that.
"""

from __future__ import annotations

import hashlib
from pathlib import Path


def digest_file(model: Path) -> Path:
    """Where the digest of a model lies."""
    return model.with_name(f"{model.name}.sha256")


def write_digest(model: Path) -> None:
    """Write the digest of a model that has just been made."""
    digest_file(model).write_text(f"{_digest_of(model)}  {model.name}\n", encoding="utf-8")


def move_model(source: Path, target: Path) -> None:
    """Move a model with its digest to another folder of the same disk, each whole at once."""
    digest_file(source).replace(digest_file(target))
    source.replace(target)


def is_whole(model: Path) -> bool:
    """Whether the model is there, as it was made."""
    return model.exists() and problem_of(model) is None


def problem_of(model: Path) -> str | None:
    """What is wrong with a model that is there, as the end of a Swedish sentence; None if whole."""
    try:
        expected = digest_file(model).read_text(encoding="utf-8").split(maxsplit=1)[0]
    except (OSError, UnicodeDecodeError, IndexError):
        return f"saknar sin kontrollsumma ({digest_file(model).name})."
    try:
        if _digest_of(model) == expected:
            return None
    except OSError:
        return "går inte att läsa."
    return "är skadad: den stämmer inte med sin kontrollsumma."


def _digest_of(model: Path) -> str:
    with model.open("rb") as archive:
        return hashlib.file_digest(archive, "sha256").hexdigest()
