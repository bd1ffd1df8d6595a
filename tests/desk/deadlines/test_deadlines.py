"""The moment an answer is needed by: read when it is named, and never made out of other numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.deadlines import (
    Deadline,
    find_deadline,
    is_urgent,
    names_hour,
    read_day,
    read_deadline,
    read_deadlines,
    states_deadline,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM, fold=fold)


TUESDAY = at("2026-11-10 13:00")


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        # clock times
        ("Publicerar kl 17", "2026-11-10 17:00"),
        ("publicerar klockan 17.", "2026-11-10 17:00"),
        ("Vi publicerar 15.", "2026-11-10 15:00"),
        ("deadline 16.30", "2026-11-10 16:30"),
        ("MIN DEADLINE ÄR 16 OCH JAG BEHÖVER ETT CITAT", "2026-11-10 16:00"),
        ("deadline kl.16 för köerna på bilstöd", "2026-11-10 16:00"),
        ("deadline kl 1630", "2026-11-10 16:30"),
        ("sänder 18:00", "2026-11-10 18:00"),
        ("hur snabbt kollar ni ett samtycke? sänder 18", "2026-11-10 18:00"),
        ("vi går i tryck halv sex", "2026-11-10 17:30"),
        ("i tryck kvart över fem", "2026-11-10 17:15"),
        ("Ert uttalande vore fint att ha till klockan tre", "2026-11-10 15:00"),
        ("behöver svar före 15, tack", "2026-11-10 15:00"),
        ("Publicerar kl 9", "2026-11-10 21:00"),
        ("beslutet kommer i morgon och vi behöver svar kl 15", "2026-11-11 15:00"),
        ("en röst i luren kl 7.40", "2026-11-11 07:40"),
        ("någon i morgonsoffan kl 6.10", "2026-11-11 06:10"),
        ("deadline 12", "2026-11-11 12:00"),  # past today
        ("deadline i dag kl 12", "2026-11-10 13:00"),  # has run out
        ("deadline kl 17 men publicerar först på fredag", "2026-11-10 17:00"),
        ("vi sänder på lördag men behöver svar senast i morgon kl 12", "2026-11-11 12:00"),
        ("I need it before 5 pm", "2026-11-10 17:00"),
        ("deadline 5pm CET", "2026-11-10 17:00"),
        ("need it by 5 p.m. today", "2026-11-10 17:00"),
        ("Right of reply, deadline noon", "2026-11-11 12:00"),
        ("a quote by noon", "2026-11-11 12:00"),
        ("by midnight", "2026-11-10 23:59"),
        ("innan lunch", "2026-11-11 12:00"),
        # spans
        ("deadline om en timme", "2026-11-10 14:00"),
        ("inom två timmar", "2026-11-10 15:00"),
        ("inom tva timmar", "2026-11-10 15:00"),
        ("om 45 min", "2026-11-10 13:45"),
        ("om en och en halv timme", "2026-11-10 14:30"),
        ("vi sänder om en halvtimme", "2026-11-10 13:30"),
        ("om tre kvart", "2026-11-10 13:45"),
        ("jag har 20 minuter på mig", "2026-11-10 13:20"),
        ("in an hour", "2026-11-10 14:00"),
        ("in half an hour", "2026-11-10 13:30"),
        ("within the hour", "2026-11-10 14:00"),
        ("publicerar om två veckor", "2026-11-24 12:00"),
        # at once
        ("behöver någon nu direkt", "2026-11-10 13:00"),
        ("Återkom omgående!", "2026-11-10 13:00"),
        ("need a statement asap", "2026-11-10 13:00"),
        ("asap, senast kl 17", "2026-11-10 17:00"),
        # parts of days
        ("senast i eftermiddag", "2026-11-10 17:00"),
        ("vi sänder i kväll", "2026-11-10 21:00"),
        ("vi sander ikvall kl 9", "2026-11-10 21:00"),
        ("i kvall", "2026-11-10 21:00"),
        ("till kvällens sändning", "2026-11-10 21:00"),
        ("by tonight", "2026-11-10 21:00"),
        ("I dag", "2026-11-10 23:59"),
        ("today please", "2026-11-10 23:59"),
        ("sjuktal samt intervju imorgon bitti", "2026-11-11 08:00"),
        ("live imorrn kl 7.40", "2026-11-11 07:40"),
        ("svar imorn, tack", "2026-11-11 12:00"),
        ("live kl 7.15 imorgon", "2026-11-11 07:15"),
        ("sänder i morgon 7.15", "2026-11-11 07:15"),
        ("tomorrow morning", "2026-11-11 08:00"),
        ("vi sänder kl 2 i natt", "2026-11-11 02:00"),
        # days
        ("på lördag", "2026-11-14 12:00"),
        ("pa lordag", "2026-11-14 12:00"),
        ("on Saturday", "2026-11-14 12:00"),
        ("är det öppet på lördag?", "2026-11-14 12:00"),
        ("på måndag kl 9", "2026-11-16 09:00"),
        ("på fredag kväll", "2026-11-13 21:00"),
        ("senast onsdag kl. 14", "2026-11-11 14:00"),
        ("deadline tisdag kl 15", "2026-11-10 15:00"),
        ("deadline tisdag kl 12", "2026-11-17 12:00"),
        ("nästa tisdag", "2026-11-17 12:00"),
        ("tisdag i nästa vecka kl 10", "2026-11-17 10:00"),
        ("till fredagens tidning", "2026-11-13 12:00"),
        ("for Friday's paper", "2026-11-13 12:00"),
        ("inför helgen", "2026-11-13 17:00"),
        ("är ni bemannade i helgen?", "2026-11-14 12:00"),
        ("nästa vecka", "2026-11-16 12:00"),
        ("den 3 december", "2026-12-03 12:00"),
        ("by the 3rd of December at 10 am", "2026-12-03 10:00"),
        ("December 3", "2026-12-03 12:00"),
        ("den 3 januari", "2027-01-03 12:00"),
        ("3/12", "2026-12-03 12:00"),
        ("publicerar 3/12 kl 15", "2026-12-03 15:00"),
        ("2026-12-03", "2026-12-03 12:00"),
        ("2026-12-03 16:30", "2026-12-03 16:30"),
        # a date and its weekday are one day
        ("intervju måndag 30/11 kl 14", "2026-11-30 14:00"),
        ("måndag den 30 november kl 14", "2026-11-30 14:00"),
        ("på måndag, den 30 november, kl 14", "2026-11-30 14:00"),
        ("Monday 30/11 at 2 pm", "2026-11-30 14:00"),
        ("Monday, November 30 at 2 pm", "2026-11-30 14:00"),
        ("30/11 (måndag) kl 14", "2026-11-30 14:00"),
        ("kl 14 måndag 30/11", "2026-11-30 14:00"),
        ("måndag kväll 30/11", "2026-11-30 21:00"),
        ("vi skrev i går, intervju måndag 30/11 kl 14", "2026-11-30 14:00"),
        ("måndag 30/11", "2026-11-30 12:00"),
        ("på fredag, 30/11 är för sent", "2026-11-13 12:00"),  # two days
        # far off, with a clock time or a year
        ("en kommentar den 5 juli kl 18", "2027-07-05 18:00"),
        ("intervju den 10 juli 2027 kl 18", "2027-07-10 18:00"),
        ("intervju den 10 juli 2027", "2027-07-10 12:00"),
        ("intervju 2027-07-10 18:00", "2027-07-10 18:00"),
        ("intervju 10/7/2027 kl 18", "2027-07-10 18:00"),
        ("kl 18 den 5 juli", "2027-07-05 18:00"),
        ("interview on 5 July, at 6 pm", "2027-07-05 18:00"),
        ("interview July 5 at 6 pm", "2027-07-05 18:00"),
        ("måndag 5/7 kl 18", "2027-07-05 18:00"),
        ("intervju 1/2 kl 18", "2027-02-01 18:00"),
        # the clock time is not that of the date
        ("om beslutet den 3 oktober 2025, deadline kl 15", "2026-11-10 15:00"),
        ("om beslutet den 5 juli, ring oss kl 18", "2026-11-10 18:00"),
        # both a period and a deadline
        ("Hur många fick bidrag 2024? Deadline kl 15", "2026-11-10 15:00"),
        ("Antal sjuka i lördags, behövs i kväll", "2026-11-10 21:00"),
        ("Hej från P4 Jönköping, har till kl 14", "2026-11-10 14:00"),
        ("En bit till webben, hör av er före 17.", "2026-11-10 17:00"),
        ("någon framför kameran vid två idag", "2026-11-10 14:00"),
        ("med i sändningen i moron typ 7.20", "2026-11-11 07:20"),
        ("helst på plats imorgon fm", "2026-11-11 12:00"),
        ("är ni på plats on Saturday, vi var där i går", "2026-11-14 12:00"),
        ("Ring 070-123 45 67 före kl 15", "2026-11-10 15:00"),
        # with minutes it is the morning, and tonight only where no morning is left
        ("imorgon 6.30", "2026-11-11 06:30"),
        ("imorgon kl 5:15", "2026-11-11 05:15"),
        ("tomorrow at 6:30", "2026-11-11 06:30"),
        ("fredag 6.30", "2026-11-13 06:30"),
        ("deadline 6.30", "2026-11-11 06:30"),
        ("deadline i dag 6.30", "2026-11-10 18:30"),
        ("imorgon kväll 6.30", "2026-11-11 18:30"),
        ("I need a reply by 4:30", "2026-11-10 16:30"),
        # as a newsroom says it
        ("deadline: nu", "2026-11-10 13:00"),
        ("vi sänder nu", "2026-11-10 13:00"),
        ("vi behöver en kommentar från er nu, tack", "2026-11-10 13:00"),
        ("Nu!", "2026-11-10 13:00"),
        ("I need a comment now", "2026-11-10 13:00"),
        ("senast inom en timme", "2026-11-10 14:00"),
        ("lämning fredag lunch", "2026-11-13 12:00"),
        ("inlämning torsdag vid lunchtid", "2026-11-12 12:00"),
        ("vi lämnar på torsdag kl 15", "2026-11-12 15:00"),
        ("filing Friday noon", "2026-11-13 12:00"),
        ("helst före 14", "2026-11-10 14:00"),
        ("gärna innan 16", "2026-11-10 16:00"),
        ("ideally before 2", "2026-11-10 14:00"),
        ("lämning den 22 augusti", "2027-08-22 12:00"),
        ("publishing 22 August", "2027-08-22 12:00"),
        ("at 2 am tonight", "2026-11-11 02:00"),
        ("vi publicerar nu behöver en kommentar", "2026-11-10 13:00"),
        ("we publish now, can you comment?", "2026-11-10 13:00"),
        ("inom den närmaste timmen", "2026-11-10 14:00"),
        ("we need it in the next hour", "2026-11-10 14:00"),
        ("at 6", "2026-11-10 18:00"),
        # the part of the day after the hour, or named elsewhere
        ("tomorrow at 6 in the evening", "2026-11-11 18:00"),
        ("interview tomorrow at 6 in the morning", "2026-11-11 06:00"),
        ("we publish at 6 tonight", "2026-11-10 18:00"),
        ("på kvällen i morgon vid 6", "2026-11-11 18:00"),
        ("kvällssändning imorgon kl 6", "2026-11-11 18:00"),
        ("the evening news tomorrow at 6", "2026-11-11 18:00"),
        # days that have a name
        ("lämning julafton", "2026-12-24 12:00"),
        ("julafton", "2026-12-24 12:00"),
        ("senast nyårsafton kl 15", "2026-12-31 15:00"),
        ("kl 15 på nyårsafton", "2026-12-31 15:00"),
        ("by Christmas Eve", "2026-12-24 12:00"),
        ("our deadline is New Year's Day at noon", "2027-01-01 12:00"),
        ("publicerar trettondagen", "2027-01-06 12:00"),
        ("deadline skärtorsdagen", "2027-03-25 12:00"),
        ("vi publicerar på långfredagen kl 9", "2027-03-26 09:00"),
        ("publishing on Easter Monday", "2027-03-29 12:00"),
        ("lämning på midsommarafton", "2027-06-25 12:00"),
        ("sänder Valborg kl 18", "2027-04-30 18:00"),
        ("inför Kristi himmelsfärdsdag", "2027-05-06 12:00"),
        ("deadline annandag påsk", "2027-03-29 12:00"),
        ("deadline annandag jul", "2026-12-26 12:00"),
    ],
)
def test_a_deadline_is_read(text: str, deadline: str) -> None:
    assert find_deadline(text, TUESDAY) == at(deadline)


NO_DEADLINE = [
    "",
    "hej",
    "?",
    # periods of statistics
    "2024",
    "Sjuktal 2024",
    "förra året",
    "forra veckan",
    "last year",
    "sedan i mars",
    # a consent that is on its way
    "hon har sagt ja muntligt, skriftligt kommer i posten på måndag",
    "säg att blanketten kommer måndag",
    "the signed form is coming on Friday",
    "sedan 2019",
    "since March",
    "sedan den 3 mars",
    "från den 1 januari",
    "from 1 January",
    "efter 3 december",
    "fr.o.m. 1 december",
    "fram till den 1 december",
    "mellan 2019 och 2023",
    "mellan den 1 november och 30 november",
    "between 1 December and 5 December",
    "från 1 december till 5 december",
    "2021–2024",
    "2025/26",
    "vecka 47",
    "per den 1 december",
    "hur många var sjuka den 3 december",
    "hur många är sjukskrivna i dag?",
    "how many were sick on 3 December",
    "hur många var sjuka i lördags",
    "i går",
    "igår kväll",
    "yesterday",
    "i måndags kväll",
    "last Saturday",
    "en kommentar om strulet inatt",
    "protokoll från mötet den 12 mars",
    "förra fredagen",
    "Fick avslag i dag",
    "beslutet den 3 oktober",
    "den 3 december 2024",
    "den 5 juli",
    # the clock time of a day that is past is past with it
    "den 3 december 2024 kl 14",
    "2024-12-03 16:30",
    "kl 14 den 3 december 2024",
    "hon fick beslutet den 3 oktober kl 14",
    "vad som var sagt den 5 juli, kl 18",
    "sedan den 3 mars kl 14",
    "förra måndagen den 2 november kl 14",
    "last Friday at 2 pm",
    "intervju den 10 juli 2028 kl 18",
    "2024-12-03",
    "2035-01-01",
    "senaste siffrorna i statistiken",
    "de senaste fem åren",
    "i fredagens tidning",
    "varje måndag",
    "every Friday",
    "på måndagar",
    "måndag till fredag",
    "Monday to Friday",
    "Det är måndag",
    # opening hours without a day
    "När öppnar ni?",
    "har ni öppet 8-16?",
    "efter kl 16",
    "after 5 pm",
    "från kl 8",
    "från 9 till 16",
    "när på kvällen slutar ni svara",
    "Klockan är åtta",
    # phones, personal numbers, amounts, paragraphs, ages
    "070-123 45 67",
    "08-786 90 00",
    "+46 8 786 90 00",
    "ring innan 070-1234567",
    "850312-1234",
    "19850312-1234",
    "20261203-1234",
    "17 000 kr",
    "17 kronor",
    "till 16.30 kr",
    "före 12.50 procent",
    "behöver svar på varför 15 personer",
    "publicerar 15 artiklar",
    "sänder 18 avsnitt",
    "16.30",
    "1/2 sjukersättning",
    "på 3/4 ersättning",
    "öppet 24/7",
    "2 kap. 15 §",
    "TF 2:15",
    "15 §",
    "2010:110",
    "kvinnan är 45 år",
    "före 18 års ålder",
    "senast 65 år",
    "kvinnan, 51, har väntat",
    "den 29-åriga förskolläraren",
    "Margit fyller sjutton",
    # words that sound like times
    "ett nytt direktnummer",
    "svar om min sjukpenning",
    "texten ska in kvart",
    "pengarna drogs in tre veckor efter operationen",
    "handling time in days",
    "Klockan är kvart i fem",
    "i kö sen kvart över åtta",
    "skjutningen i natt",
    "har kräkts sen i natt",
    "Press 1, press 2, press 3",
    "sick leave figures by sex",
    "the emails sent on 3 March",
    "föreläggande daterat den 2 maj",
    "en fråga om två veckors väntan",
    "fyrtio minuter i telefonkö",
    "för en timme sedan",
    "två barn på halvtid",
    "i lördagsreportaget",
    "min son och man",
    "god morgon",
    "inte nu direkt",
    "morgonsoffan",
    "vad är en deadline?",
    "det är bråttom",
    "nyhetsbrevet från augusti",
    "maj och juni",
    "up to 10 may be eligible",
    "99/99",
    "den 31 februari",
    "deadline kl 77",
    # "nu", "helst" and "lämnar" where nothing is waited for
    "är det öppet nu?",
    "vad behöver jag göra nu?",
    "statistiken publiceras nu i november",
    "hur är läget nu",
    "how are things now",
    "helst inte före 18 års ålder",
    "när lämnar man barnet",
    "under semestrarna",
    # a zone makes no time of a word
    "vi är sex i gruppen",
    "EST",
    "the GMT file",
    "2026-13-45",
    # a day with a name that is past, asked about, or far off
    "vi skrev om det på julafton",
    "hur många fick ersättning på julafton",
    "sedan juldagen",
    "Good Friday",
    "julaftonsfirandet",
    "we sit at 6 Main Street",
    # the day of a decision, or of what has been tried
    "om beslutet kommer imorgon, kan ni kommentera då",
    "Hon har fått avslag och tänker begära omprövning nästa vecka",
    "domen väntas på fredag, vad säger ni då?",
    "om han får beslut imorgon då, går det då?",
    "if the decision comes tomorrow, can you comment then?",
    "har ringt fem gånger idag och ingen svarar!!",
    "Ni citeras i DN idag av presstalesperson Maria. finns hon?",
    "Och deadline är inte på måndag, det är omprövningen som kanske blir då",
]


@pytest.mark.parametrize("text", NO_DEADLINE)
def test_what_is_no_deadline_is_not_read(text: str) -> None:
    assert find_deadline(text, TUESDAY) is None


@given(st.lists(st.sampled_from(NO_DEADLINE), min_size=2, max_size=6))
def test_sentences_without_a_deadline_make_none_together(texts: list[str]) -> None:
    assert find_deadline(". ".join(texts), TUESDAY) is None


@pytest.mark.parametrize(
    ("now", "text", "deadline"),
    [
        ("2026-11-10 17:00:30", "deadline kl 17", "2026-11-10 17:00"),  # this very minute
        ("2026-11-10 22:30", "i kväll", "2026-11-10 22:30"),
        ("2026-11-13 17:30", "inför helgen", "2026-11-20 17:00"),
        ("2026-11-14 15:00", "är ni på plats i helgen?", "2026-11-14 23:59"),
        ("2026-11-15 10:00", "på måndag", "2026-11-16 12:00"),
        ("2026-11-24 21:50", "en kommentar den 5 juli kl 18", "2027-07-05 18:00"),
        ("2026-11-24 21:50", "intervju den 10 juli 2027 kl 18", "2027-07-10 18:00"),
        ("2026-11-24 21:50", "intervju måndag 30/11 kl 14", "2026-11-30 14:00"),
        ("2026-12-31 18:00", "deadline kl 9", "2026-12-31 21:00"),
        ("2026-12-31 22:00", "deadline kl 9", "2027-01-01 09:00"),
        ("2026-02-27 10:00", "senast 29/2", None),
        ("2027-12-20 10:00", "senast 29/2", "2028-02-29 12:00"),
        # the hour that does not exist: half past two is half past three
        ("2027-03-28 01:30", "deadline 02:30", "2027-03-28 03:30"),
        ("2027-03-28 01:30", "om en timme", "2027-03-28 03:30"),
        ("2027-03-27 20:00", "i morgon kl 02:30", "2027-03-28 03:30"),
        ("2027-03-27 20:00", "imorgon bitti", "2027-03-28 08:00"),
        # the hour that comes twice
        ("2027-10-31 01:30", "om två timmar", "2027-10-31 02:30+1"),
        ("2027-10-31 01:30", "deadline 02:30", "2027-10-31 02:30"),
        ("2027-10-31 02:40", "deadline 02:30", "2027-10-31 02:30+1"),
        ("2027-10-30 20:00", "i morgon kl 17", "2027-10-31 17:00"),
    ],
)
def test_the_clock_turns(now: str, text: str, deadline: str | None) -> None:
    moment_read = find_deadline(text, at(now))
    if deadline is None:
        assert moment_read is None
    else:
        moment, second_time = deadline.removesuffix("+1"), deadline.endswith("+1")
        assert moment_read is not None
        assert moment_read.astimezone(UTC) == at(moment, fold=int(second_time)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "text", "moment", "other"),
    [
        # five or six o'clock on another day
        ("2026-11-10 13:00", "imorgon kl 6", "2026-11-11 06:00", "2026-11-11 18:00"),
        ("2026-11-10 13:00", "imorgon klockan sex", "2026-11-11 06:00", "2026-11-11 18:00"),
        ("2026-11-10 13:00", "på fredag halv sju", "2026-11-13 06:30", "2026-11-13 18:30"),
        ("2026-11-10 13:00", "tomorrow at 6", "2026-11-11 06:00", "2026-11-11 18:00"),
        ("2026-11-10 20:00", "deadline kl 6", "2026-11-11 06:00", "2026-11-11 18:00"),
        (
            "2026-11-10 13:00",
            "Interview tomorrow at 6 about sick pay",
            "2026-11-11 06:00",
            "2026-11-11 18:00",
        ),
        (
            "2026-11-10 13:00",
            "intervju imorgon vid 6 med er",
            "2026-11-11 06:00",
            "2026-11-11 18:00",
        ),
        # so may one to four
        ("2026-11-10 13:00", "imorgon kl 3", "2026-11-11 03:00", "2026-11-11 15:00"),
        ("2026-11-10 13:00", "interview Friday at 2", "2026-11-13 02:00", "2026-11-13 14:00"),
        ("2026-11-10 20:00", "deadline kl 3", "2026-11-11 03:00", "2026-11-11 15:00"),
        # without a day: this evening or tomorrow morning
        ("2026-11-10 13:00", "deadline kl 6", "2026-11-10 18:00", "2026-11-11 06:00"),
        ("2026-11-10 13:00", "we air at 6", "2026-11-10 18:00", "2026-11-11 06:00"),
        ("2026-11-10 13:00", "kl 3", "2026-11-10 15:00", "2026-11-11 03:00"),
        ("2026-11-10 04:00", "deadline kl 6", "2026-11-10 06:00", "2026-11-10 18:00"),
        # before five with minutes
        ("2026-11-10 13:00", "imorgon 4.30", "2026-11-11 04:30", "2026-11-11 16:30"),
        ("2026-11-10 13:00", "deadline 3.30", "2026-11-10 15:30", "2026-11-11 03:30"),
        # this evening or tomorrow morning
        ("2026-11-10 13:00", "publicerar kl 9", "2026-11-10 21:00", "2026-11-11 09:00"),
        # one only: words, the day, the hour or the clock of 24 hours tell
        ("2026-11-10 13:00", "imorgon bitti kl 6", "2026-11-11 06:00", None),
        ("2026-11-10 13:00", "imorgon kväll kl 6", "2026-11-11 18:00", None),
        ("2026-11-10 13:00", "morgonsoffan imorgon kl 6", "2026-11-11 06:00", None),
        ("2026-11-10 13:00", "imorgon kl 06", "2026-11-11 06:00", None),
        ("2026-11-10 13:00", "imorgon kl 18", "2026-11-11 18:00", None),
        ("2026-11-10 13:00", "tomorrow at 6 am", "2026-11-11 06:00", None),
        ("2026-11-10 13:00", "imorgon kl 9", "2026-11-11 09:00", None),
        ("2026-11-10 13:00", "imorgon kl 6 på morgonen", "2026-11-11 06:00", None),
        ("2026-11-10 13:00", "imorgon kl 3 på eftermiddagen", "2026-11-11 15:00", None),
        ("2026-11-10 13:00", "tomorrow at 6pm", "2026-11-11 18:00", None),
        ("2026-11-10 13:00", "i dag kl 3", "2026-11-10 15:00", None),
        ("2026-11-10 13:00", "imorgon 06:30", "2026-11-11 06:30", None),
        ("2026-11-10 13:00", "imorgon 18.30", "2026-11-11 18:30", None),
        ("2026-11-10 13:00", "text till webben, 18.30 imorn", "2026-11-11 18:30", None),
        ("2026-11-10 13:00", "14.00 på fredag", "2026-11-13 14:00", None),
        ("2026-11-10 13:00", "i dag kl 9", "2026-11-10 21:00", None),
        ("2026-11-10 13:00", "imorgon 6.30", "2026-11-11 06:30", None),
        ("2026-11-10 13:00", "tisdag kl 6", "2026-11-10 18:00", None),
    ],
)
def test_a_bare_hour_may_be_two(now: str, text: str, moment: str, other: str | None) -> None:
    assert read_deadline(text, at(now)) == Deadline(at(moment), other=at(other) if other else None)


@pytest.mark.parametrize(
    ("now", "text", "moment", "there"),
    [
        ("2026-11-10 13:00", "3 pm EST", "2026-11-10 21:00", "15:00 EST"),
        ("2026-11-10 13:00", "deadline 5pm ET", "2026-11-10 23:00", "17:00 EST"),
        ("2026-07-07 13:00", "deadline 3 pm EST", "2026-07-07 21:00", "15:00 EDT"),
        ("2026-03-20 13:00", "deadline 3 pm EST", "2026-03-20 20:00", "15:00 EDT"),
        ("2026-11-10 13:00", "by noon Eastern", "2026-11-10 18:00", "12:00 EST"),
        ("2026-11-10 13:00", "3 pm on Friday EST", "2026-11-13 21:00", "15:00 EST"),
        ("2026-11-10 13:00", "3 pm tomorrow (EST)", "2026-11-11 21:00", "15:00 EST"),
        ("2026-11-10 05:00", "11 pm ET today", "2026-11-10 05:00", "23:00 EST"),  # still the 9th
        ("2026-11-10 13:00", "by 11 pm PT today", "2026-11-11 08:00", "23:00 PST"),
        ("2026-11-10 13:00", "deadline 15:00 GMT", "2026-11-10 16:00", "15:00 GMT"),
        ("2026-07-07 13:00", "deadline 15:00 GMT", "2026-07-07 17:00", "15:00 GMT"),
        ("2026-11-10 13:00", "deadline 1500GMT", "2026-11-10 16:00", "15:00 GMT"),
        ("2026-11-10 13:00", "live 18.00 UTC", "2026-11-10 19:00", "18:00 UTC"),
        ("2026-07-07 13:00", "filing at 6 pm BST", "2026-07-07 19:00", "18:00 BST"),
        ("2026-11-10 13:00", "kl 15 finsk tid", "2026-11-10 14:00", "15:00 EET"),
        ("2026-11-10 13:00", "kl 15 brittisk tid", "2026-11-10 16:00", "15:00 GMT"),
        # our own
        ("2026-11-10 13:00", "deadline 5pm CET", "2026-11-10 17:00", None),
        ("2026-11-10 13:00", "kl 17 svensk tid", "2026-11-10 17:00", None),
        ("2026-07-07 13:00", "by 1700 CEST", "2026-07-07 17:00", None),
    ],
)
def test_a_time_of_another_zone_is_ours_and_stays_known(
    now: str, text: str, moment: str, there: str | None
) -> None:
    deadline = read_deadline(text, at(now))
    assert deadline is not None
    assert deadline.moment == at(moment)
    assert deadline.elsewhere == (deadline.moment if there else None)
    assert (f"{deadline.elsewhere:%H:%M %Z}" if deadline.elsewhere else None) == there
    assert names_hour(text, deadline.moment)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("deadline kl 17", True),
        ("om en timme", True),
        ("asap", True),
        ("på lördag", False),
        ("i kväll", False),
        ("om två veckor", False),
        ("lämning fredag lunch", True),
    ],
)
def test_a_deadline_knows_whether_its_hour_was_named(text: str, named: bool) -> None:
    deadline = read_deadline(text, TUESDAY)
    assert deadline is not None
    assert deadline.names_hour is named


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("i kväll", "evening"),
        ("need it tonight", "evening"),
        ("senast i eftermiddag", "afternoon"),
        ("imorgon bitti", "morning"),
        ("imorgon fm", "forenoon"),
        ("i dag", None),
        ("by end of day", None),
        ("inför helgen", None),
        ("i kväll kl 9", None),
        ("om en timme", None),
    ],
)
def test_a_deadline_keeps_the_part_of_the_day_that_stands_for_its_hour(
    text: str, part: str | None
) -> None:
    deadline = read_deadline(text, TUESDAY)
    assert deadline is not None
    assert deadline.part == part


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("är ni öppna den 22 augusti?", "2027-08-22 12:00"),
        ("är ni öppna 5/7 kl 17?", "2027-07-05 17:00"),
        ("var det öppet på lördag?", "2026-11-14 12:00"),
        ("är ni öppna kl 17?", None),
        ("är det öppet nu?", None),
        ("har ni öppet asap?", None),
        ("hours?", None),
    ],
)
def test_a_question_about_hours_may_name_any_coming_day(text: str, day: str | None) -> None:
    deadline = read_day(text, TUESDAY)
    assert (deadline.moment if deadline else None) == (at(day) if day else None)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("deadline Wednesday 4 pm Delhi time", "2026-11-11 11:30"),
        ("by 6 pm Tokyo time on Wednesday", "2026-11-11 10:00"),
        ("Wednesday 4 pm in Beijing", "2026-11-11 09:00"),
        ("tomorrow 4 pm local time in Nairobi", "2026-11-11 14:00"),
        ("i morgon kl 14 Londontid", "2026-11-11 15:00"),
        ("tomorrow 4 pm Berlin time", "2026-11-11 16:00"),
    ],
)
def test_a_place_beside_a_clock_time_is_its_zone(text: str, read: str) -> None:
    now = at("2026-11-10 13:00")
    assert find_deadline(text, now) == at(read)


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (["kl 7.15", "en debattör till studion på torsdag"], "2026-11-12 07:15"),
        (["4 pm", "interview on Friday"], "2026-11-13 16:00"),
        (["4 pm New York time", "interview on Friday"], "2026-11-13 22:00"),
        (["nej, klockan nio i stället", "vi bandar i morgon klockan 8"], "2026-11-11 09:00"),
        (["om två timmar", "på torsdag"], "2026-11-10 15:00"),
        (["på fredag", "på torsdag klockan 9"], "2026-11-13 12:00"),
        (["kl 15", "hej"], "2026-11-10 15:00"),
    ],
)
def test_an_hour_is_of_the_day_that_was_named_before(texts: list[str], read: str) -> None:
    deadline = next(read_deadlines(texts, at("2026-11-10 13:00")))
    assert deadline is not None
    assert deadline.moment == at(read)


def test_the_zone_is_that_of_the_clock() -> None:
    for now in (TUESDAY, TUESDAY.astimezone(UTC)):
        deadline = find_deadline("kl 17", now)
        assert deadline is not None
        assert (deadline.tzinfo, deadline.hour) == (now.tzinfo, 17)


@pytest.mark.parametrize(
    ("deadline", "now", "urgent"),
    [
        (at("2026-11-10 13:00"), TUESDAY, True),
        (at("2026-11-11 13:00"), TUESDAY, True),
        (at("2026-11-11 23:59"), TUESDAY, True),
        (at("2026-11-12 00:00"), TUESDAY, False),
        (at("2026-11-10 12:59"), TUESDAY, True),  # just passed
        (at("2026-11-10 10:00"), TUESDAY, True),
        (at("2026-11-10 09:59"), TUESDAY, False),
        (datetime(2026, 11, 11, 22, 59, tzinfo=UTC), TUESDAY, True),
        (datetime(2026, 11, 11, 23, 0, tzinfo=UTC), TUESDAY, False),  # the day after in Sweden
    ],
)
def test_urgent_is_today_or_tomorrow(deadline: datetime, now: datetime, urgent: bool) -> None:
    assert is_urgent(deadline, now) is urgent


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Publicerar kl 17", True),
        ("deadline 17:00", True),
        ("Vi publicerar 17.", True),
        ("need it by 5 pm", True),
        ("ikväll kl 5", True),
        ("till klockan fem", True),
        ("på lördag kl 17", True),
        ("om en timme", True),
        ("inom 30 minuter", True),
        ("within the hour", True),
        ("3/12 kl 17", True),
        ("den 17 december kl 17", True),
        ("", False),
        ("på lördag", False),
        ("i eftermiddag", False),
        ("inför helgen", False),
        ("om två dagar", False),
        ("den 17 december", False),
        ("17/12", False),
        ("publicerar den 5 maj", False),
        ("2026-12-17", False),
        ("ring 070-123 45 17 på lördag", False),
        ("publicerar 17 artiklar på lördag", False),
        ("kl 16", False),
        ("deadline 17.30", False),
        ("by 5 am", False),
    ],
)
def test_a_text_names_the_hour_or_not(text: str, named: bool) -> None:
    assert names_hour(text, at("2026-11-14 17:00")) is named


@pytest.mark.parametrize(
    ("text", "hour", "named"),
    [
        ("går i tryck halv sex", "17:30", True),
        ("kvart över fem", "17:15", True),
        ("halv ett", "12:30", True),
        ("innan lunch", "12:00", True),
        ("by noon", "12:00", True),
        ("innan midnatt", "23:59", True),
        ("by midnight", "23:59", True),
        ("deadline kl 24", "23:59", True),
        ("i dag", "23:59", False),
        ("på lördag", "12:00", False),
        ("den 12 december", "12:00", False),
        ("måndag 30/11 kl 14", "14:00", True),
        ("i kväll", "21:00", False),
        ("publicerar kl 9", "21:00", True),
        ("publicerar 21:00", "21:00", True),
        ("publicerar 09:00", "21:00", False),
    ],
)
def test_a_text_names_this_hour_or_not(text: str, hour: str, named: bool) -> None:
    assert names_hour(text, at(f"2026-11-14 {hour}")) is named


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Min DEADLINE är 16", True),
        ("vi publicerar på lördag", True),
        ("sänder i kväll", True),
        ("sander ikvall", True),
        ("går i tryck halv sex", True),
        ("we publish at noon", True),
        ("on air at 6 pm", True),
        ("senast kl 17", True),
        ("", False),
        ("på lördag kl 17", False),
        ("behöver svar i kväll", False),
        ("intervju den 5 juli kl 18", False),
        ("de senaste siffrorna", False),
        ("avsändare", False),
    ],
)
def test_a_text_states_a_deadline_or_not(text: str, stated: bool) -> None:
    assert states_deadline(text) is stated


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        find_deadline("kl 17", datetime(2026, 11, 10))
    with pytest.raises(ValueError, match="time zone"):
        names_hour("kl 17", datetime(2026, 11, 10))
    with pytest.raises(ValueError, match="time zone"):
        is_urgent(datetime(2026, 11, 10), TUESDAY)


WORDS = (
    "deadline kl 17 16.30 i kväll på lördag innan om två timmar en halv sex mellan från till och "
    "senast den 3 december 3/12 2026-12-03 9999-12-31 999 veckor 31/2 00:00 24:00 24 99 nästa "
    "fredagens by noon am pm nu direkt efter now "
    "julafton new year's eve på kvällen at morgonsoffan "
    "6 6.30 1500 EST (GMT) PT finsk tid lämning helst tomorrow - . , ? § \ud800 1,5 h inom ¾ ٣ ²"
)
MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1),
    max_value=datetime(2090, 1, 1),
    timezones=st.sampled_from([STOCKHOLM, UTC]),
)


@settings(deadline=None)
@given(
    st.one_of(
        st.text(st.characters(), max_size=2000),
        st.lists(st.sampled_from(WORDS.split())).map(" ".join),
    ),
    MOMENTS,
)
def test_any_text_gives_a_coming_moment_or_none(text: str, now: datetime) -> None:
    deadline = find_deadline(text, now)
    assert names_hour(text, now) in (True, False)
    assert states_deadline(text) in (True, False)
    whole = read_deadline(text, now)
    assert (whole.moment if whole else None) == deadline
    if whole is not None and whole.other is not None:
        assert timedelta(0) < whole.other - whole.moment <= timedelta(hours=24)
    if deadline is not None:
        assert deadline.tzinfo is now.tzinfo
        ahead = deadline.astimezone(UTC) - now.astimezone(UTC)
        assert -timedelta(minutes=1) < ahead <= timedelta(days=366)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("svar senast fredag kl 15", True),
        ("behöver en kommentar i kväll", True),
        ("kan nån ställa upp innan klockan 14", True),
        ("vi publicerar i morgon", True),
        ("siffrorna till fredag", True),
        ("we need somebody by Thursday", True),
        ("vi vill filma hos er på tisdag", False),
        ("vi har en paneldebatt i morgon kl 18, kan någon vara med", False),
        ("Could someone join our podcast on Thursday?", False),
    ],
)
def test_whether_it_is_a_deadline_or_when_something_is(text: str, *, stated: bool) -> None:
    deadline = read_deadline(text, at("2026-11-10 13:00"))
    assert deadline
    assert deadline.stated is stated
