"""A second model to swap to: the one that answers, under another name."""

from __future__ import annotations

import shutil
import sqlite3
import time
from pathlib import Path

from bench.load.__main__ import our_model
from engine.training.archives import digest_file, write_digest


def two_models(folder: Path) -> Path:
    """Make a folder of the model that answers and of one to release, whose path it is."""
    folder.mkdir()
    ours = our_model()
    for file in (ours, digest_file(ours)):
        shutil.copy(file, folder)
    program, code, _ = ours.name.removesuffix(".tar.gz").split("-")
    other = folder / f"{program}-{code}-00000000.tar.gz"
    shutil.copy(ours, other)
    write_digest(other)
    return other


def release(database: Path, model: str) -> None:
    """Note a model as the one to be served, as the releasers' page does in SQLite."""
    connection = sqlite3.connect(database, timeout=10)
    with connection:
        connection.execute(
            "INSERT INTO releases (model, person, released_at) VALUES (?, '', ?)",
            (model, time.time()),
        )
    connection.close()
