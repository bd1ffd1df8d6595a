"""Addresses are found in every form that Swedes write them in, and a count of things is none."""

from __future__ import annotations

import pytest

from engine.privacy.numbers import find_numbers


def found(text: str, kind: str = "adress") -> list[str]:
    return [text[start:end] for start, end, of in find_numbers(text) if of == kind]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Hon bor på Västra Gatan 7", "Västra Gatan 7"),
        ("lilla torg 1 i malmö", "lilla torg 1"),
        ("Teknikringen 4 B", "Teknikringen 4 B"),
        ("bor i teknikringen 4 b", "teknikringen 4 b"),
        ("skriv till Postbox 123", "Postbox 123"),
        ("PO Box 12", "PO Box 12"),
        ("Box 77, 101 30 Stockholm", "Box 77, 101 30 Stockholm"),
        ("Storgatan 12, lgh 1203, 114 28 Stockholm", "Storgatan 12, lgh 1203, 114 28 Stockholm"),
        ("västra gatan 7, 3 tr", "västra gatan 7, 3 tr"),
        ("SE-114 28 Stockholm", "SE-114 28 Stockholm"),
        ("41103 Göteborg", "41103 Göteborg"),
        ("Byn 14, 880 30 Näsåker", "Byn 14, 880 30 Näsåker"),
        ("hon bor på byn 14", "byn 14"),
        ("Fjällvägen 8A", "Fjällvägen 8A"),
        ("Solhöjden 5", "Solhöjden 5"),
        ("Prästgårdsgärdet 9", "Prästgårdsgärdet 9"),
        ("dag hammarskjölds väg 12", "hammarskjölds väg 12"),
        ("Drottning Kristinas väg 4", "Drottning Kristinas väg 4"),
        ("S:t Eriksgatan 3", "S:t Eriksgatan 3"),
        ("adressen är Nedre Björkebacken 2", "Nedre Björkebacken 2"),
        ("flyttat till Ekudden 4", "Ekudden 4"),
    ],
)
def test_an_address_is_found_whole(text: str, address: str) -> None:
    assert found(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "handlingsplan 3 och handlingsplan 2024",
        "försäkringen 14 dagar",
        "bor på avdelning 14",
        "hon bor på 3 rum",
        "Över 25000 Kronor",
        "på väg 50 mot Falun",
        "vid torget 3 gånger",
        "jag var i skogen 3 dagar",
        "regeringens plan 3 punkter",
        "statistik 2023 Stockholm",
        "flyttat till 3 olika städer",
        "mål nr 12345 Sjukpenning",
    ],
)
def test_what_is_counted_is_no_address(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mitt nummer är åttiofem noll tre tolv tolv trettiofyra", "personnummer"),
        ("nittonhundraåttiofem noll tre tolv ett två tre fyra", "personnummer"),
        ("8 5 0 3 1 2 - 1 2 3 1", "personnummer"),
        ("\uff18\uff15\uff10\uff13\uff11\uff12-1232", "personnummer"),
        ("850312-\n1232", "personnummer"),
        ("8503\u200b12-1232", "personnummer"),
        ("noll sju tre ett sju fyra noll sex noll fem", "telefon"),
    ],
)
def test_a_number_is_found_however_it_is_written(text: str, kind: str) -> None:
    (whole,) = found(text, kind)
    assert whole == text.removeprefix("mitt nummer är ")


@pytest.mark.parametrize("text", ["ett två tre fyra fem", "556036-0793", "202100-5521"])
def test_counting_and_organisations_are_nobodys_number(text: str) -> None:
    assert find_numbers(text) == []
