"""Says in Swedish what the log's codes mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from contracts.intents import BOTH
from web.trainer.labels import all_labels, title_of

WORDS: dict[str, str] = {
    "login": "Loggade in",
    "login_failed": "Misslyckades med att logga in",
    "login_no_role": "Kom utan roll",
    "logout": "Loggade ut",
    "account_added": "Fick ett konto",
    "account_removed": "Kontot togs bort",
    "account_role": "Fick en annan roll",
    "account_password": "Fick ett nytt lösenord",
    "reviewed": "Granskade ett meddelande",
    "review_undone": "Tog tillbaka en granskning",
    "contradicted": "Sade något annat om ett granskat meddelande",
    "note_added": "Skrev en anteckning",
    "note_removed": "Tog bort en anteckning",
    "colleague_asked": "Frågade en kollega",
    "question_answered": "Svarade en kollega",
    "question_taken_back": "Tog tillbaka en fråga",
    "dispute_settled": "Avgjorde två åsikter",
    "dispute_reopened": "Öppnade två åsikter igen",
    "example_added": "La till ett exempel",
    "example_changed": "Ändrade ett exempel",
    "example_removed": "Tog bort ett exempel",
    "example_restored": "La tillbaka ett exempel",
    "base_change_wanted": "Föreslog en ändring av ett grundexempel",
    "base_removal_wanted": "Föreslog att ett grundexempel tas bort",
    "base_change_taken_back": "Tog tillbaka ett förslag om ett grundexempel",
    "label_drafted": "Gjorde ett utkast till en etikett",
    "test_story": "Gjorde ett test av ett samtal",
    "test_holdout": "Gjorde ett test av ett meddelande",
    "test_changed": "Ändrade ett test",
    "test_renamed": "Bytte namn på ett test",
    "test_removed": "Tog bort ett test",
    "test_restored": "La tillbaka ett test",
    "training_started": "Började träna en kandidat",
    "training_stopped": "Stoppade en träning",
    "model_released": "Släppte en modell",
    "model_passed": "Släppte en modell trots en knapp marginal",
    "model_undone": "Gick tillbaka till modellen innan",
    "channel_closed": "Stängde av en kanal",
    "channel_opened": "Satte igång en kanal",
    "facts_released": "Släppte fakta",
    "facts_restored": "Gick tillbaka till tidigare fakta",
}

# What somebody has said of messages, and what came of it: how much is theirs to see.
WORK = (
    "reviewed",
    "review_undone",
    "contradicted",
    "dispute_settled",
    "example_added",
    "example_changed",
    "example_removed",
)


def in_words(what: str) -> str:
    """What a code means; the code itself if it has no words here."""
    return WORDS.get(what, what)


class PageLink(NamedTuple):
    """A page: its route, what stands in its path, and its query."""

    route: str
    parts: Mapping[str, str]
    query: Mapping[str, str]


_PAGES = {"meddelande": "inbox", "kandidat": "models.candidate", "version": "facts.version"}
_PAGE = re.compile(rf"(?P<kind>{'|'.join(_PAGES)}) (?P<number>\d{{1,9}})\b")
_EXAMPLE = re.compile(r"(?P<label>[a-z_+]+), nr (?P<number>\d{1,9})")
# An example that these tell of may still be there.
_KEPT_EXAMPLES = ("example_added", "example_changed", "example_restored")
_CODE = re.compile(r"[a-z]+(?:[_+][a-z]+)*")
_MODEL = re.compile(r"\S+\.tar\.gz")


def about_in_words(what: str, about: str) -> tuple[str, PageLink | None]:
    """What a line is about, without codes of ours, and the page of it."""
    words = _CODE.sub(lambda code: _label_in_words(code[0]), about)
    words = "modellen från start" if _MODEL.fullmatch(about) else words
    if what == "label_drafted":
        words = words.replace("_", " ")  # the bot has no label of that name yet
    if page := _PAGE.match(about):
        number, route = page["number"], _PAGES[page["kind"]]
        if route == "inbox":
            return words, PageLink(route, {}, {"visa": "alla", "m": number})
        return words, PageLink(route, {"number": number}, {})
    example = _EXAMPLE.fullmatch(about)
    if example and what in _KEPT_EXAMPLES:
        return words, PageLink("examples.edit", {"number": example["number"]}, {})
    return words, None


def _label_in_words(code: str) -> str:
    labels = {label.name for label in all_labels().single}
    return title_of(code) if labels.issuperset(code.split(BOTH)) else code
