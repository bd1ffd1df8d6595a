"""What trainers want changed becomes a change of the files: that and nothing else."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.intents import read_intents
from contracts.nlu_files import read_examples
from web.trainer.base_examples.files import (
    BaseExample,
    Mending,
    examples_of,
    mended,
    patch_of,
    texts_of,
)

FILE, OTHER = "data/nlu/sv/statistics.yml", "data/nlu/sv/press_contact.yml"
TALK, PAIRS = "data/nlu/sv/conversation/verdict.yml", "data/nlu/sv/two_wishes.yml"
TEXT = """version: "3.1"
nlu:
  - intent: statistics/fee
    metadata: {also: when, writer: one}
    examples: |
      - vad kostar siffrorna, och när?
  - intent: statistics
    metadata: {after: verdict, writer: two}
    examples: |
      - hur många
      - antal sjuka
"""
PRESS = """version: "3.1"
nlu:
  - intent: press_contact
    metadata: {writer: two}
    examples: |
      - intervju tack
"""
FILES = {FILE: TEXT, OTHER: PRESS, TALK: TEXT, PAIRS: PRESS}
WHEN, ILL = "vad kostar siffrorna, och när?", "antal sjuka"


def row_of(text: str, file: str = FILE) -> BaseExample:
    (row,) = [r for r in examples_of(FILES) if (r.file, r.example.text) == (file, text)]
    return row


def test_another_text_stands_in_the_place_of_the_first() -> None:
    mending = Mending(row_of(ILL).key, FILE, "antal sjukskrivna", "statistics")
    assert mended(FILES, [mending]) == {FILE: TEXT.replace("- antal sjuka", "- antal sjukskrivna")}


def test_what_is_to_go_goes_and_a_block_with_nothing_in_it_too() -> None:
    mendings = [Mending(row_of(WHEN).key, FILE, None)]
    assert mended(FILES, mendings) == {
        FILE: TEXT[:20] + TEXT[TEXT.index("  - intent: statistics\n") :]
    }


def test_with_another_label_it_goes_to_the_file_of_that_label() -> None:
    mending = Mending(row_of(ILL).key, FILE, ILL, "press_contact")
    changed = mended(FILES, [mending])
    assert changed[FILE] == TEXT.replace("      - antal sjuka\n", "")
    assert changed[OTHER].startswith(PRESS)
    assert changed[OTHER].endswith(
        "  - intent: press_contact\n    metadata: {after: verdict, writer: two}\n"
        "    examples: |\n      - antal sjuka\n"
    )


def test_two_wishes_have_a_file_of_their_own() -> None:
    mending = Mending(row_of(ILL).key, FILE, ILL, "press_contact+statistics")
    assert set(mended(FILES, [mending])) == {FILE, PAIRS}


def test_where_a_file_has_many_labels_it_stays_and_another_question_of_its_label_goes() -> None:
    mending = Mending(row_of(WHEN, TALK).key, TALK, WHEN, "public_records")
    (text,) = mended(FILES, [mending]).values()
    first, second, third = read_examples(text)
    assert (first.label, first.text, first.questions) == ("public_records", WHEN, None)
    assert [e.text for e in (second, third)] == ["hur många", ILL]
    assert "also" not in text


def test_what_is_gone_from_the_files_is_mended_no_more() -> None:
    gone = Mending("0" * 16, FILE, "något", "statistics")
    assert mended(FILES, [gone, Mending("1" * 16, "data/nlu/sv/gone.yml", None)]) == {}
    assert patch_of(FILES, [gone]) == ""


@cache
def real() -> tuple[Mapping[str, str], list[BaseExample]]:
    texts = texts_of()
    return texts, list(examples_of(texts))


def counts(rows: Iterable[BaseExample]) -> Counter[tuple[str, str]]:
    """How often each label and text stands among the examples."""
    return Counter((row.example.label, row.example.text) for row in rows)


LABELS = read_intents().labels


@settings(max_examples=25)
@given(data=st.data())
def test_of_the_real_files_just_those_examples_change(data: st.DataObject) -> None:
    texts, rows = real()
    places = st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=4, unique=True)
    expected: Counter[tuple[str, str]] = Counter()
    mendings = []
    for row in (rows[place] for place in data.draw(places)):
        text = data.draw(st.sampled_from([None, row.example.text, f"{row.example.text} tack"]))
        label = data.draw(st.sampled_from([row.example.label, *LABELS]))
        mendings.append(Mending(row.key, row.file, text, label))
        expected[row.example.label, row.example.text] -= 1
        if text is not None:
            expected[label, text] += 1
    changed = mended(texts, mendings)
    found = counts(examples_of(changed))
    found.subtract(counts(row for row in rows if row.file in changed))
    assert {key: n for key, n in found.items() if n} == {k: n for k, n in expected.items() if n}


def test_git_applies_the_patch(tmp_path: Path) -> None:
    texts, rows = real()
    mendings = [
        Mending(rows[10].key, rows[10].file, None),
        Mending(rows[-1].key, rows[-1].file, "en helt annan mening", "out_of_scope"),
    ]
    for file, text in texts.items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    patch = patch_of(texts, mendings)
    git = ["git", "-C", str(tmp_path), "apply", "--whitespace=error", "-"]
    subprocess.run(git, input=patch, text=True, check=True)
    for file, text in mended(texts, mendings).items():
        assert (tmp_path / file).read_text(encoding="utf-8") == text
    assert texts_of(tmp_path / "data" / "nlu", tmp_path) == {**texts, **mended(texts, mendings)}


def test_what_trainers_exported_is_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "reviewed.yml").write_text(TEXT, encoding="utf-8")
    assert texts_of(tmp_path, tmp_path) == {}
