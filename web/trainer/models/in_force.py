"""Reads what is released and which candidates there are, for the models' pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.comparison.figures import Figures, FiguresError
from web import keys
from web.store.releases import candidates
from web.store.releases import model_releases as releases
from web.store.releases.candidates import Candidate
from web.store.releases.model_releases import Release, ServedModel
from web.trainer.access.refusals import Refusal
from web.trainer.formats import short_time
from web.trainer.labels import title_of
from web.trainer.models import candidate_training

FROM_START = "modellen från start"
_FIRST, _MARK = "presstjanst-", 4
_FILE = re.compile(r" \(?[\w.-]+\.tar\.gz[\w.]*\)?| i models/")


@dataclass(frozen=True)
class InForce:
    """The releases so far, oldest first, and the engines that are up."""

    history: list[Release]
    alive: list[ServedModel]

    @property
    def model(self) -> str | None:
        """The file of the model that answers; None before an engine has said so and any release."""
        return candidate_training.served(self.history, self.alive)

    @property
    def last(self) -> Release | None:
        """The last release, going back included."""
        return self.history[-1] if self.history else None

    @property
    def number(self) -> int:
        """The number of the last release; 0 when there is none."""
        return self.last.id if self.last else 0

    @property
    def back(self) -> Release | None:
        """The release before the one that stands."""
        standing = releases.standing(self.history)
        return standing[-2] if len(standing) > 1 else None

    def candidate_of(self, model: str) -> int | None:
        """The candidate that a released model was; None of the first model."""
        return next((row.candidate for row in self.history if row.model == model), None)

    def called(self, model: str, when: Callable[[float], str]) -> str:
        """A model's name in Swedish, with when it was released and the end of its file's name."""
        mark = model.removesuffix(".tar.gz")[-_MARK:]
        release = next((row for row in reversed(self.history) if row.model == model), None)
        if release is None:
            first = model.startswith(_FIRST)
            return f"{FROM_START if first else 'en modell som inte är släppt'} (märke {mark})"
        return f"{name_of(release)}, släppt {when(release.released_at)} (märke {mark})"

    @property
    def behind(self) -> list[ServedModel]:
        """The engines that do not serve what was released."""
        last = self.last
        return [engine for engine in self.alive if last and engine.model != last.model]


async def read_in_force(database: AsyncEngine) -> InForce:
    """What is released, and what answers."""
    return InForce(
        await releases.every(database), await releases.alive(database, datetime.now(UTC))
    )


async def read_candidate(request: web.Request) -> tuple[Candidate, Figures | None]:
    """A candidate and its figures: None until it is ready, or if another version made them."""
    row = await candidates.read(request.app[keys.DATABASE], int(request.match_info["number"]))
    if row is None:
        raise Refusal("not_found")
    candidate, text = row
    return candidate, _readable(text)


async def read_last(database: AsyncEngine) -> tuple[int, Figures | None]:
    """The number of the last candidate that is ready, 0 if there is none, and its figures."""
    number, text = await candidates.last_ready(database) or (0, "")
    return number, _readable(text)


def _readable(text: str) -> Figures | None:
    """The figures of a JSON text; None of an empty one, and of what another version made."""
    try:
        return _figures(text) if text else None
    except FiguresError:
        return None


# To check them against the schema takes longer than all else on the pages, and they do not change.
@lru_cache(maxsize=8)
def _figures(text: str) -> Figures:
    return Figures.from_json(json.loads(text))


def name_of(release: Release) -> str:
    """The name of a release in Swedish."""
    return f"kandidat {release.candidate}" if release.candidate else FROM_START


def without_files(text: str) -> str:
    """A sentence of an engine without the names of files and folders."""
    return _FILE.sub("", text)


def words() -> dict[str, Any]:
    """What the templates say things with."""
    now = datetime.now(UTC)
    return {
        "name_of": name_of,
        "title_of": title_of,
        "when": lambda at: short_time(at, now),
        "without_files": without_files,
    }
