"""What stands in place of what is masked: invented, the same each time, and nobody's."""

from __future__ import annotations

import pytest

from contracts.paths import NAMES
from contracts.placeholders import KINDS, placeholder
from web.trainer.invented_names import GIVEN_NAMES, SURNAMES, fill, is_invented
from web.trainer.personal_data import suggest

LISTS = NAMES / "name_lists"


def names_in(name: str) -> set[str]:
    return set((LISTS / name).read_text(encoding="utf-8").splitlines())


def test_given_names_are_common_and_surnames_are_borne_by_nobody() -> None:
    assert {name.lower() for name in GIVEN_NAMES} <= names_in("given.txt")
    real = names_in("surnames.txt") | names_in("given.txt") | names_in("words.txt")
    assert not {name.lower() for name in SURNAMES} & real
    for names in (GIVEN_NAMES, SURNAMES):
        assert len(set(names)) == len(names) >= 40


def test_a_name_is_invented_and_the_same_each_time() -> None:
    text = "Kan ni kommentera fallet [namn]?"
    filled = fill(text)
    assert filled == fill(text)
    name = filled.removeprefix("Kan ni kommentera fallet ").removesuffix("?")
    given, _, surname = name.partition(" ")
    assert given in GIVEN_NAMES
    assert surname in ("", *SURNAMES)


def test_two_names_in_a_text_differ_and_so_do_those_of_other_texts() -> None:
    names = {fill(f"{i} [namn]")[2:] for i in range(9)}
    assert len(names) > 6
    first, second = (
        fill("[namn] och [namn] fick avslag").removesuffix(" fick avslag").split(" och ")
    )
    assert first != second


@pytest.mark.parametrize("kind", KINDS)
def test_every_placeholder_of_the_masker_is_filled(kind: str) -> None:
    assert "[" not in fill(f"hej {placeholder(kind)} hej")


def test_what_is_no_placeholder_stays() -> None:
    assert fill("[SYSTEM] [x](y) [ namn ]") == "[SYSTEM] [x](y) [ namn ]"


def test_a_suggestion_is_one_line_that_rasa_takes_for_plain_text() -> None:
    odd = "  hej\r\n[x](y)\u2028 [a]{b}\x00 \\u0041 "
    assert suggest(odd) == "hej (x)(y) (a){b} /u0041"
    assert suggest("ring \u202e88 89 611-010\u202c nu") == "ring 88 89 611-010 nu"


def test_what_is_invented_here_is_known_again() -> None:
    for i in range(50):
        name = fill(f"{i} [namn]").removeprefix(f"{i} ")
        assert is_invented(name) and is_invented(f"{name}s")
    for name in ("Kerstin Lundgren", "Nils Öberg", "", "Eva"):
        assert not is_invented(name)
