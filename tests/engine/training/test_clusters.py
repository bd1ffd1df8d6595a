"""Messages about the same new thing are found, and never what fewer than five share."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.paths import ROOT
from contracts.training import MOST_GROUPED
from engine.training.clusters import SMALLEST_GROUP, clusters

UNEMPLOYMENT = [
    "min a-kassa har inte betalt ut på två månader",
    "hur länge måste man vara med i a-kassan",
    "varför nekar a-kassan mig ersättning",
    "siffror på hur många som får a-kassa i Dalarna",
    "A-kassans presstjänst tack",
    "när betalar a-kassan i december",
]
DRIVING = [
    "hur förnyar jag mitt körkort",
    "körkortet har gått ut, vad gör jag",
    "Transportstyrelsen svarar inte om mitt körkort",
    "kan man byta utländskt körkort mot svenskt",
    "hur lång tid tar det att få tillbaka körkortet",
]
MIXED = [
    "blir det snö i Åre imorgon",
    "skriv en dikt om höstlöv",
    "vem vann derbyt i går",
    "asdfgh",
    "min hund har ätit choklad",
    "hur kokar man ägg",
]


def test_two_new_topics_are_found_among_other_things() -> None:
    texts = [*MIXED[:3], *UNEMPLOYMENT, *MIXED[3:], *DRIVING]
    groups = clusters(texts)
    assert [{texts[i] for i in cluster["texts"]} for cluster in groups] == [
        set(UNEMPLOYMENT),
        set(DRIVING),
    ]
    assert groups[0]["words"][0] in ("a-kassa", "a-kassan")
    assert groups[1]["words"][0] in ("körkort", "körkortet")


def contents(texts: Sequence[str]) -> list[tuple[frozenset[str], list[str]]]:
    """The texts and the words of each cluster."""
    return [(frozenset(texts[i] for i in c["texts"]), c["words"]) for c in clusters(texts)]


def test_in_whatever_order_they_come_texts_give_the_same_clusters() -> None:
    texts = [*DRIVING, *MIXED, *UNEMPLOYMENT]
    expected = contents(texts)
    assert len(expected) == 2
    for seed in range(20):
        shuffled = random.Random(seed).sample(texts, len(texts))
        assert contents(shuffled) == expected


def test_another_process_gives_the_same_clusters() -> None:
    """Nothing that is kept from one call to the next decides, nor the order of hashes."""
    texts = [*DRIVING, *MIXED, *UNEMPLOYMENT]
    script = (
        "import json, sys; from engine.training.clusters import clusters;"
        "print(json.dumps(clusters(json.load(sys.stdin))))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        input=json.dumps(texts),
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == clusters(texts)


def test_four_messages_are_no_topic() -> None:
    assert clusters(DRIVING[:4]) == []
    assert clusters([*DRIVING[:4], *MIXED]) == []


def test_messages_that_share_no_word_are_no_topic() -> None:
    assert clusters(MIXED) == []


def test_what_stands_in_place_of_personal_data_is_no_word() -> None:
    groups = clusters([f"[namn] {text} [telefon]" for text in UNEMPLOYMENT])
    assert all(word not in ("namn", "telefon") for c in groups for word in c["words"])


def test_of_too_many_texts_the_first_are_read() -> None:
    (groups,) = clusters(["körkort"] * (MOST_GROUPED + 5))
    assert groups == {"words": ["körkort"], "texts": list(range(MOST_GROUPED))}


@settings(max_examples=25)
@given(st.lists(st.sampled_from([*UNEMPLOYMENT, *DRIVING, *MIXED]) | st.text(max_size=30)))
def test_any_texts_can_be_read(texts: list[str]) -> None:
    groups = clusters(texts)
    members = [i for cluster in groups for i in cluster["texts"]]
    assert len(members) == len(set(members))
    for cluster in groups:
        assert len(cluster["texts"]) >= SMALLEST_GROUP
        assert cluster["words"]
        for word in cluster["words"]:
            stem = word.lower()[:3]
            assert sum(stem in texts[i].lower() for i in cluster["texts"]) >= SMALLEST_GROUP
