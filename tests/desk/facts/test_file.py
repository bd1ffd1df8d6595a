"""Every fact of the press service's page is there, and a bad edit is refused where it stands."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from contracts.paths import FACTS
from desk.cards import LANGUAGES
from desk.facts.file import FACTS_FILE, FactsError, facts_file, load_facts
from desk.facts.model import Facts
from engine.settings import engine_settings


@pytest.mark.parametrize(
    ("contact", "value", "href"),
    [
        ("press_phone", "010-116 98 88", "tel:+46101169888"),
        ("press_mail", "press@forsakringskassan.se", "mailto:press@forsakringskassan.se"),
        ("head_of_press_phone", "070-143 87 12", "tel:+46701438712"),
        (
            "head_of_press_mail",
            "anders.sims@forsakringskassan.se",
            "mailto:anders.sims@forsakringskassan.se",
        ),
        (
            "statistics_mail",
            "statistikenheten@forsakringskassan.se",
            "mailto:statistikenheten@forsakringskassan.se",
        ),
        (
            "head_office_mail",
            "huvudkontoret@forsakringskassan.se",
            "mailto:huvudkontoret@forsakringskassan.se",
        ),
        ("customer_centre_phone", "0771-524 524", "tel:+46771524524"),
    ],
)
def test_contacts_are_those_of_the_page(facts: Facts, contact: str, value: str, href: str) -> None:
    assert facts.contacts[contact].value == value
    assert facts.contacts[contact].href == href
    assert facts.contacts[contact].reviewed_on == date(2025, 6, 19)


@pytest.mark.parametrize(
    ("topic", "contacts"),
    [
        (
            "press_contact",
            ["press_phone", "press_mail", "head_of_press_phone", "head_of_press_mail"],
        ),
        ("individual_case", ["press_phone", "press_mail"]),
        ("statistics", ["statistics_mail"]),
        ("public_records", ["head_office_mail"]),
        ("private_person", ["customer_centre_phone"]),
        ("newsletter", []),
        ("fallback", ["press_phone", "press_mail"]),
    ],
)
def test_each_topic_leads_to_its_own_contacts(
    facts: Facts, topic: str, contacts: list[str]
) -> None:
    assert [c.name for c in facts.topics[topic].contacts] == contacts


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            "consent_form_both",
            ["tillsammans med den försäkrade", "tidsbegränsade samtyckesblanketten"],
        ),
        ("consent_verified", ["kontrollerar samtycket med personen", "blanketten har kommit in"]),
        (
            "no_comment_while_open",
            [
                "innan ansökan har kommit in",
                "innan beslut är fattat",
                "när ärendet ska omprövas",
            ],
        ),
        ("spokespersons", ["i skrift", "bandad intervju", "talespersoner"]),
        ("official_statistics", ["28 statistikansvariga", "på regeringens uppdrag"]),
        ("statistics_found", ["statistik, rapporter och publiceringsplan"]),
        (
            "customer_centre_helps",
            ["information i ditt ärende", "fylla i en blankett", "självbetjäningstjänsterna"],
        ),
        ("newsletter_content", ["med mejl", "analyser, rapporter och statistik"]),
    ],
)
def test_rules_say_what_the_page_says(facts: Facts, rule: str, words: list[str]) -> None:
    for part in words:
        assert part in facts.rules[rule].text["sv"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_has_three_steps_one_line_of_no_comment_and_says_nothing_twice(
    facts: Facts, language: str
) -> None:
    fill_in, hand_in, verified = facts.topics["individual_case"].steps
    verbs = {"sv": ("Fyll i ", "Lämna ", "Presstjänsten kontrollerar ")}
    verbs["en"] = ("Fill in ", "Hand ", "The press service verifies ")
    for step, verb in zip((fill_in, hand_in, verified), verbs[language], strict=True):
        assert step.text[language].startswith(verb)
    nothing = {"sv": "Ingen kommentar ", "en": "No comment "}[language]
    guides = [
        facts.topics["individual_case"],
        *filter(None, (row.topic for row in facts.case_verdicts)),
    ]
    for topic in guides:
        rules = [rule.text[language] for rule in topic.rules]
        assert len([text for text in rules if text.startswith(nothing)]) <= 1
        assert all(step not in topic.rules for step in topic.steps)
        assert topic.steps in ((), (fill_in, hand_in, verified))
        for step in topic.steps:  # the lead is none of the steps in other words
            assert step.text[language].split()[0] != topic.lead[language].split()[0]
    assert nothing in facts.topics["individual_case"].rules[0].text[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_rule_below_an_answer_says_its_words_again(facts: Facts, language: str) -> None:
    """Of the rules that an answer rests on only those with a law may: the law is told."""
    needed = {"sv": "skriftligt samtycke från den försäkrade", "en": "written consent"}[language]
    for question in facts.questions.values():
        if needed in question.answer[language]:
            plain = [rule.text[language] for rule in question.rules if not rule.citation]
            assert all(needed not in text for text in plain), question.name


def test_every_topic_that_is_offered_holds_something_to_press(facts: Facts) -> None:
    for topic in facts.topics.values():
        assert topic.contacts or any(link.url for link in topic.links), topic.name
    pressed = facts.questions["ask/newsletter_signup"]
    assert any(link.url for link in pressed.links)


def test_what_has_no_address_of_its_own_stands_beside_the_site_that_it_is_on(
    facts: Facts,
) -> None:
    for topic in facts.topics.values():
        if facts.links["consent_form"] in topic.links:
            assert facts.links["agency_site"] in topic.links
    newsletter = facts.topics["newsletter"]
    assert newsletter.links[0].url == "https://www.forsakringskassan.se"
    assert "längst ned på sidan Presstjänst på forsakringskassan.se" in newsletter.lead["sv"]


def test_a_private_individual_is_not_sent_to_the_page_of_the_press_service(facts: Facts) -> None:
    assert all(link.url for link in facts.topics["private_person"].links)


def test_a_request_for_documents_goes_to_the_head_office_and_is_handled_by_the_registry(
    facts: Facts,
) -> None:
    lead = facts.topics["public_records"].lead["sv"]
    assert "huvudkontoret" in lead
    assert "Diariet" in lead


def test_the_summer_staffing_is_that_of_the_page(facts: Facts) -> None:
    (period,) = facts.hours["press"].periods
    assert (period.first, period.last) == ((6, 20), (8, 17))
    assert period.days == {0, 1, 2, 3, 4}
    assert (period.opens, period.closes) == (time(8), time(16))


def test_no_address_is_invented(facts: Facts) -> None:
    """Four addresses are certain, and the site that the page names; what else is on the site says
    where on it."""
    given = {name: link.url for name, link in facts.links.items() if link.url}
    site = "https://www.forsakringskassan.se/statistik-och-analys"
    area = "statistik-inom-omradet"
    assert given == {
        "agency_site": "https://www.forsakringskassan.se",
        "statistics_front": site,
        "statistics_database": f"{site}/statistikdatabas",
        "statistics_sickness": f"{site}/sjuk/{area}-sjuk---sjukpenning-och-rehabiliteringspenning",
        "statistics_parental": f"{site}/barn-och-familj/{area}-barn-och-familj---foraldrapenning",
    }
    assert all(link.where for link in facts.links.values() if not link.url)
    form = facts.links["consent_form"]
    assert (form.file_type, form.file_size) == ("Word", "42 kB")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_to_the_statistics_names_the_site_that_it_leads_to(
    facts: Facts, language: str
) -> None:
    links = [link for name, link in facts.links.items() if name.startswith("statistics_")]
    assert links
    for link in links:
        assert link.where
        assert link.where[language] in link.url


def test_every_fact_is_used_and_every_law_cited(facts: Facts) -> None:
    topics = facts.topics.values()
    answers = [*topics, *facts.questions.values()]
    for kind in ("contacts", "links", "rules"):
        used = {item.name for answer in answers for item in getattr(answer, kind)}
        if kind == "links":
            used |= {link.name for topic in topics for link in topic.areas.values()}
        assert used == set(getattr(facts, kind))
    for rule in facts.rules.values():
        assert (rule.source == "law") == bool(rule.citation)


def line_of(path: Path, text: str) -> int:
    return next(i for i, line in enumerate(path.read_text().splitlines(), 1) if text in line)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "near", "field", "reason"),
    [
        (
            'value: "0771-524 524"',
            'value: "ring oss"',
            'value: "ring oss"',
            "contacts.customer_centre_phone.value",
            "fel form",
        ),
        (
            "kind: mail\n    label: {sv: \"Statistik",
            "kind: fax\n    label: {sv: \"Statistik",
            "kind: fax",
            "contacts.statistics_mail.kind",
            "tillåtna värdena",
        ),
        (
            "reviewed_on: 2025-06-19\n  press_mail",
            "reviewed_on: 2025-13-19\n  press_mail",
            "2025-13-19",
            "contacts.press_phone.reviewed_on",
            "fel form",
        ),
        (
            'closes: "16:00"',
            'closes: "26:00"',
            'closes: "26:00"',
            "hours.press.periods.0.closes",
            "fel form",
        ),
        (
            'closes: "16:00"',
            'closes: "07:00"',
            'closes: "07:00"',
            "hours.press.periods.0.closes",
            "inte efter öppningen",
        ),
        (
            'from: "06-20"',
            'from: "02-30"',
            'from: "02-30"',
            "hours.press.periods.0.from",
            "finns inte",
        ),
        (
            "contacts: [statistics_mail]",
            "contacts: [statistik]",
            "contacts: [statistik]",
            "topics.statistics.contacts.0",
            "finns inte under contacts",
        ),
        (
            "url: https://www.forsakringskassan.se/statistik-och-analys/statistikdatabas",
            "url: http://example.se",
            "url: http://example.se",
            "links.statistics_database.url",
            "https://",
        ),
        (
            "    links: [agency_site, statistics_front]\n    rules: [newsletter_content]",
            "    lnks: [agency_site, statistics_front]\n    rules: [newsletter_content]",
            "lnks:",
            "topics.newsletter.lnks",
            "okänt",
        ),
        (
            "{when: {consent: [unknown], decision: [made]}",
            "{when: {consent: [unknown], decision: [unknown]}",
            "{when: {consent: [unknown], decision: [unknown]}",
            "case_verdicts.14",
            "en rad ovanför stämmer alltid",
        ),
        (
            "not_stated: case_in_court}",
            "not_stated: case_at_court}",
            "not_stated: case_at_court}",
            "case_verdicts.10.not_stated",
            "case_at_court finns inte under not_stated",
        ),
        (
            "föräldrapenning: statistics_parental",
            "föräldrapenning: statistics_paternal",
            "statistics_paternal",
            "topics.statistics.areas.föräldrapenning",
            "finns inte under links",
        ),
        ("till klockan {time}", "till klockan {tid}", "{tid}", "wording.staffed_now.sv", "klamrar"),
        (
            "Brådskar det, ring pressjouren: {press_phone}.",
            "Brådskar det, ring pressjouren: {time}.",
            "pressjouren: {time}.",
            "wording.ask_back.sv",
            "{time} är okänt",
        ),
        (
            "Ring pressjouren på {press_phone}.",
            "Ring pressjouren på {press_fone}.",
            "{press_fone}",
            "questions.press_phone.answer.sv",
            "{press_fone} är okänt",
        ),
        (
            "Call the press line on {press_phone}.",
            "Call the press line on {press_phone.",
            "on {press_phone.",
            "questions.press_phone.answer.en",
            "oavslutat",
        ),
        (
            "{pages} kostar {price} kronor",
            "{sidor} kostar {price} kronor",
            "{sidor} kostar",
            "questions.records_fee.answer_with_pages.sv",
            "{sidor} är okänt",
        ),
        (
            "kostar {copies_first_price} kronor och varje",
            "kostar {records_copy} kronor och varje",
            "kostar {records_copy} kronor",
            "rules.records_fee.text.sv",
            "{records_copy} är okänt",
        ),
        (
            "bara bemannad vardagar klockan {hours}",
            "bara bemannad vardagar klockan {opens}",
            "klockan {opens}",
            "hours.press.periods.0.text.sv",
            "{opens} är okänt",
        ),
        ("    fee: copies\n", "    fee: kopior\n", "fee: kopior", "questions.records_fee.fee",
         "finns inte under fees"),
        ("    free_pages: 9\n", "    free_pages: nio\n", "free_pages: nio",
         "fees.copies.free_pages", "fel slags värde"),
        ("    rules: [records_prompt]\n    source: press_page",
         "    rules: [records_promt]\n    source: press_page", "[records_promt]",
         "not_stated.records_days.rules.0", "finns inte under rules"),
    ],
)  # fmt: skip
def test_an_error_names_file_line_and_field(
    facts_file: Path, old: str, new: str, near: str, field: str, reason: str
) -> None:
    text = facts_file.read_text()
    assert old in text
    facts_file.write_text(text.replace(old, new, 1))
    with pytest.raises(FactsError) as caught:
        load_facts(facts_file)
    assert caught.value.file.name == "press_service.yml"
    assert caught.value.line == line_of(facts_file, near)
    assert caught.value.field == field
    assert reason in str(caught.value)


def test_names_that_braces_could_not_tell_apart_are_refused(facts_file: Path) -> None:
    facts_file.write_text(facts_file.read_text().replace("press_mail", "consent_form"))
    with pytest.raises(FactsError, match=r"links\.consent_form: namnet finns redan"):
        load_facts(facts_file)


def test_a_missing_field_is_named_with_the_line_of_what_lacks_it(facts_file: Path) -> None:
    text = facts_file.read_text()
    facts_file.write_text(text.replace("    value: press@forsakringskassan.se\n", ""))
    with pytest.raises(FactsError, match=r"fältet contacts\.press_mail\.value: fältet saknas"):
        load_facts(facts_file)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("contacts:\n", "contacts: [\n", 1),
        lambda text: text + "\nversion: 1\n",
        lambda text: "",
        lambda text: "- bara\n- en lista\n",
    ],
)
def test_what_is_not_the_file_at_all_is_refused_in_one_sentence(facts_file: Path, spoil) -> None:
    facts_file.write_text(spoil(facts_file.read_text()))
    with pytest.raises(FactsError) as caught:
        load_facts(facts_file)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_wrong_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match="finns inte"):
        load_facts(tmp_path / "press_service.yml")
    (tmp_path / "latin.yml").write_bytes("å".encode("latin-1"))
    with pytest.raises(FactsError, match="går inte att läsa"):
        load_facts(tmp_path / "latin.yml")


def test_the_engine_reads_the_same_file_as_the_desk() -> None:
    assert engine_settings({}).facts_file == FACTS == FACTS_FILE
    assert engine_settings({"FACTS_FILE": ""}).facts_file == FACTS


def test_a_setting_without_a_value_names_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTS_FILE", "")
    assert facts_file() == FACTS_FILE
