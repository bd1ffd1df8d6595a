"""Near is what shares the words that tell most; the index finds what comparing each would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from web.trainer.base_examples.near_texts import LEAST_ALIKE, NearTexts

TEXTS = [
    "hur många fick sjukpenning i Kalmar",
    "hur många fick vab i Kalmar",
    "hur många fick föräldrapenning",
    "vem kan jag intervjua om pensioner",
    "vem svarar om regler",
    "",
]


def test_rare_words_count_for_more_than_common_ones() -> None:
    index = NearTexts(TEXTS)
    near = [number for number, _ in index.near("sjukpenningen, hur många?", 3)]
    assert near[0] == 0
    assert index.near("pensionsfrågor", 3)[0][0] == 3
    assert index.near("[namn] 123 ?", 3) == []
    assert index.near("zebror", 3) == []


def test_the_same_words_are_wholly_alike_whatever_their_marks() -> None:
    index = NearTexts(TEXTS)
    ((number, likeness),) = index.near("VEM SVARAR, om regler?", 1)
    assert number == 4
    assert abs(likeness - 1) < 1e-9


words = st.sampled_from(["vem", "vab", "regler", "kalmar", "hur", "sjukpenning"])
texts = st.lists(words, max_size=5).map(" ".join)


@given(others=st.lists(texts, min_size=1, max_size=12), text=texts)
def test_the_index_says_the_same_as_comparing_each(others: list[str], text: str) -> None:
    index = NearTexts(others)
    alike = index.among(text, others)
    near = index.near(text, len(others))
    assert all(abs(alike[number] - likeness) < 1e-9 for number, likeness in near)
    assert {n for n, _ in near} == {
        n for n, likeness in enumerate(alike) if likeness >= LEAST_ALIKE
    }
    assert [likeness for _, likeness in near] == sorted((y for _, y in near), reverse=True)
