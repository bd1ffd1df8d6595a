"""A letter that cannot be sent or filled in is refused where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.facts.file import FactsError, load_facts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("to: head_office_mail", "to: nobody", "letters.public_records.to", "under contacts"),
        ("to: head_office_mail", "to: press_phone", "letters.public_records.to", "ingen mejladr"),
        ("Period: {period}", "Period: {peroid}", "letters.statistics.body.sv", "är okänt"),
        ("Period: {period}", "Period: {period", "letters.statistics.body.sv", "klamrar"),
        ("[ditt namn och din redaktion]\n      en", "[ditt namn\n      en",
             "letters.statistics.body.sv", "lucka"),
        ("      region: {sv", "      place: {sv", "letters.statistics.blanks.place", "okänt"),
        ("Benefit: {benefit}", "Benefit: {deadline} {benefit} {regions}",
         "letters.statistics.body.en", "är okänt"),
        ("Reply by: {deadline}", "Reply by: {region}",
         "letters.press_contact.body.en", "ingen text under blanks"),
        ("press_contact:\n    title: {sv: \"Utkast", "nobody:\n    title: {sv: \"Utkast",
         "letters.nobody", "under topics"),
        ('which document"}\n    rules: [records_no_questions]',
         'which document"}\n    rules: [nothing]',
         "letters.public_records.rules.0", "under rules"),
        ('which document"}\n    rules: [records_no_questions]\n    source: law',
         'which document"}\n    rules: [records_no_questions]\n    source: hearsay',
         "letters.public_records.source", "källan"),
        ('"Begäran om att ta del av allmän handling"', '"Begäran\\nom handling"',
         "letters.public_records.subject.sv", "fel form"),
    ],
)  # fmt: skip
def test_a_bad_letter_is_refused_with_its_field(
    facts_file: Path, old: str, new: str, field: str, reason: str
) -> None:
    text = facts_file.read_text()
    assert old in text
    facts_file.write_text(text.replace(old, new, 1))
    with pytest.raises(FactsError) as caught:
        load_facts(facts_file)
    assert caught.value.field == field
    assert reason in caught.value.reason


def test_a_file_without_letters_is_one_still(facts_file: Path) -> None:
    """Versions that were released before there were letters can be gone back to."""
    before, _, rest = facts_file.read_text().partition("# Utkast till mejl")
    facts_file.write_text(before + rest[rest.index("# Om ett enskilt fall kan") :])
    assert load_facts(facts_file).letters == {}
