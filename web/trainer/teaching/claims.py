"""What a test claims, turn by turn in Swedish, and which reviews say otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.labelled_messages import columns_of
from contracts.placeholders import PLACEHOLDER
from web.store.review import settled
from web.store.teaching import kept_tests, rasa_files
from web.store.teaching.kept_tests import HOLDOUT, STORY, KeptTest
from web.store.teaching.rasa_files import StepsOfTurn
from web.trainer.acts import acts_in_words
from web.trainer.invented_names import is_all_masked
from web.trainer.labels import title_of
from web.trainer.usefulness import alike, plain

BUTTON = "En knapp"


@dataclass(frozen=True)
class Claim:
    """A turn of a test: what is written, what it is to be taken for, and what the bot is to do.

    `acts` is empty where the test says nothing of that. `against` is what a review says that the
    same words are, where it says otherwise. `says` is what the answer is to hold, `never` what not.
    """

    text: str
    label: str | None
    acts: str
    against: str | None = None
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def claims_of(test: KeptTest, reviewed: Mapping[str, str]) -> list[Claim]:
    """The turns of a test; `reviewed` has what reviews say, by what texts are alike."""
    if test.kind != STORY:
        label, _, text = columns_of(test.content)
        return [Claim(text, label, "", _against(text, label, reviewed))]
    return claims_of_turns(rasa_files.turns_of(test.content), reviewed)


def claims_of_turns(turns: Iterable[StepsOfTurn], reviewed: Mapping[str, str]) -> list[Claim]:
    """The same of the steps of a story."""
    return [
        Claim(
            BUTTON if said["user"].startswith("/") else said["user"].strip(),
            said.get("intent"),
            acts_in_words(acts) if acts else "",
            _against(said["user"].strip(), said.get("intent"), reviewed),
            tuple(said.get("says", ())),
            tuple(said.get("never", ())),
        )
        for said, follows in turns
        for acts in [[step["action"] for step in follows if "action" in step]]
    ]


async def reviewed_as(database: AsyncEngine, tests: Iterable[KeptTest]) -> dict[str, str]:
    """What the texts of tests were last settled as, by what texts are alike."""
    texts = [claim.text for test in tests for claim in claims_of(test, {})]
    return await settled.labels_of_alike(database, {alike(text) for text in texts})


async def tests_against(database: AsyncEngine, text: str, label: str) -> list[str]:
    """What the tests claim of the words of a masked text, where it is something else, by titles."""
    if is_all_masked(text):
        return []
    # Somebody is invented anew for each way of writing: any words may stand there.
    pieces = [plain(piece) for piece in PLACEHOLDER.split(text)[::2]]
    pattern, longest = re.compile(" ?.+? ?".join(map(re.escape, pieces))), max(pieces, key=len)
    rows = [*await kept_tests.every(database, STORY), *await kept_tests.every(database, HOLDOUT)]
    claims = [
        claim
        for _, test in rows
        if longest in plain(test.content)  # the steps are read of few
        for claim in claims_of(test, {})
        if pattern.fullmatch(plain(claim.text)) and claim.label not in (None, label)
    ]
    return list(dict.fromkeys(title_of(claim.label) for claim in claims if claim.label))


async def notice_against(database: AsyncEngine, text: str, label: str) -> str:
    """A sentence for whoever says what a message is against a test; else nothing."""
    return against_in_words(await tests_against(database, text, label))


def against_in_words(titles: Sequence[str]) -> str:
    """The same of what the tests claim."""
    if not titles:
        return ""
    return f" Ett test säger annat: {' och '.join(titles)}. Se Tester."


def _against(text: str, label: str | None, reviewed: Mapping[str, str]) -> str | None:
    other = reviewed.get(alike(text))
    return other if label and other not in (None, label) else None
