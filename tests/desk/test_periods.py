"""The period that a question about statistics asks for, as the question says it."""

from __future__ import annotations

from datetime import datetime

import pytest

from desk.hours import STOCKHOLM
from desk.letters import period_in

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("Hur många fick sjukpenning 2019–2023?", "2019–2023"),
        ("Hur många fick sjukpenning 2019-2023?", "2019–2023"),
        ("vab 2019 - 2023 i Skåne", "2019–2023"),
        ("vab 2019-23 i Skåne", "2019–2023"),
        ("mellan 2019 och 2023", "2019–2023"),
        ("from 2019 to 2023, please", "2019–2023"),
        ("från 2019 till och med 2023", "2019–2023"),
        ("between 2019 and 2023", "2019–2023"),
        ("Hur många fick avslag 2024?", "2024"),
        ("byt 2024 mot 2023", "2023"),
        ("byt 2023 till 2024", "2024"),
        ("2023 i stället för 2024", "2023"),
        ("inte 2024 utan 2021-2022", "2021–2022"),
        ("change 2024 to 2023", "2023"),
        ("siffror för år 2024.", "2024"),
        ("siffror för 2019, 2021 och 2023", "2019, 2021, 2023"),
        ("2024 jämfört med 2015, och 2024 igen", "2024, 2015"),
        ("Hur många tog ut dagar förra året?", "förra året (2025)"),
        ("how many last year", "last year (2025)"),
        ("hur manga forra aret", "forra aret (2025)"),
        ("I fjol, då?", "I fjol (2025)"),
        ("hittills i år", "i år (2026)"),
        ("Hur många förra månaden?", "förra månaden (2026-10)"),
        ("de senaste fem åren", "de senaste fem åren"),
        ("Over the last 10 years, how many", "the last 10 years"),
        ("det senaste decenniet", "det senaste decenniet"),
        ("sedan 2015", "sedan 2015"),
        ("sjukfall på 1990-talet", "1990-talet"),
        ("januari–mars 2025", "januari–mars 2025"),
        ("i mars 2025", "mars 2025"),
        ("första kvartalet 2025", "första kvartalet 2025"),
        ("Q1 2025", "Q1 2025"),
        ("våren 2024", "våren 2024"),
        ("İstanbul, mars 2025", "mars 2025"),
    ],
)
def test_a_period_is_read_as_it_is_named(question: str, period: str) -> None:
    assert period_in(question, NOW) == period


@pytest.mark.parametrize(
    "question",
    [
        "Hur många får sjukpenning?",
        "bort med 2024",
        "Jag publicerar den 27 november 2026",
        "senast 2026-11-27",
        "by November 27, 2026",
        "det kostade 2024 kronor",
        "2020 personer",
        "dnr FK 2024/012345",
        "lagen (2009:400)",
        "ring 070-2019 202",
        "klockan 20.15",
        "år 2090",
        "2023–2019",
        "",
    ],
)
def test_what_is_no_period_is_not_taken_for_one(question: str) -> None:
    assert period_in(question, NOW) is None


def test_in_january_the_month_before_is_last_years() -> None:
    assert period_in("last month", NOW.replace(month=1)) == "last month (2025-12)"
