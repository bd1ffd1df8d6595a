"""What a test claims, turn by turn in Swedish, and which reviews say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.labelled_messages import columns_of
from web.store.review import settled
from web.store.teaching import kept_tests, rasa_files
from web.store.teaching.kept_tests import STORY, KeptTest
from web.trainer.acts import acts_in_words
from web.trainer.labels import title_of
from web.trainer.personal_data import suggest
from web.trainer.usefulness import alike

BUTTON = "En knapp"


@dataclass(frozen=True)
class Claim:
    """A turn of a test: what is written, what it is to be taken for, and what the bot is to do.

    `acts` is empty where the test says nothing of that. `against` is what a review says that the
    same words are, where it says otherwise.
    """

    text: str
    label: str | None
    acts: str
    against: str | None = None


def claims_of(test: KeptTest, reviewed: Mapping[str, str]) -> list[Claim]:
    """The turns of a test; `reviewed` has what reviews say, by what texts are alike."""
    if test.kind != STORY:
        label, _, text = columns_of(test.content)
        return [Claim(text, label, "", _against(text, label, reviewed))]
    claims: list[tuple[Mapping[str, Any], list[str]]] = []
    for step in rasa_files.read_steps(test.content):
        if "user" in step:
            claims.append((step, []))
        elif "action" in step:
            claims[-1][1].append(step["action"])
    return [
        Claim(
            BUTTON if step["user"].startswith("/") else step["user"].strip(),
            step.get("intent"),
            acts_in_words(acts) if acts else "",
            _against(step["user"].strip(), step.get("intent"), reviewed),
        )
        for step, acts in claims
    ]


async def reviewed_as(database: AsyncEngine, tests: Iterable[KeptTest]) -> dict[str, str]:
    """What the texts of tests were last settled as, by what texts are alike."""
    texts = [claim.text for test in tests for claim in claims_of(test, {})]
    return await settled.labels_of_alike(database, {alike(text) for text in texts})


async def tests_against(database: AsyncEngine, text: str, label: str) -> list[str]:
    """What the tests claim of a masked text that was settled as something else, a title each."""
    words = suggest(text)
    claims = [
        claim
        for test in await kept_tests.holding(database, words)
        for claim in claims_of(test, {})
        if claim.text == words and claim.label not in (None, label)
    ]
    return list(dict.fromkeys(title_of(claim.label) for claim in claims if claim.label))


async def notice_against(database: AsyncEngine, text: str, label: str) -> str:
    """A sentence for whoever settles what a message is against a test; else nothing."""
    titles = await tests_against(database, text, label)
    if not titles:
        return ""
    return f" Ett test säger annat: {' och '.join(titles)}. Se Tester."


def _against(text: str, label: str | None, reviewed: Mapping[str, str]) -> str | None:
    other = reviewed.get(alike(text))
    return other if label and other not in (None, label) else None
