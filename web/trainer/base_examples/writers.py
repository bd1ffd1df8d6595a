"""What the writers of the base examples are called in Swedish; the files name them in English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_WRITERS: Mapping[str, str] = {
    "a_crowd": "en skara",
    "a_hundred_faq_pages": "hundra sidor med frågor och svar",
    "after_an_answer": "efter ett svar",
    "all_sweden_astray": "hela Sverige, vilse",
    "bare_and_self_presented": "kort, eller med presentation",
    "blunt_and_anxious": "rakt på sak, och orolig",
    "booker_and_checker": "bokare och faktagranskare",
    "borders": "gränsfall",
    "chat_box_anything": "vad som helst i en chatt",
    "correspondents": "korrespondenter",
    "correspondents_abroad": "korrespondenter utomlands",
    "editor": "redaktör",
    "english_newsroom": "engelsk redaktion",
    "evening_cases": "fall på kvällen",
    "everyday": "vardag",
    "exact_follow_ups": "exakta följdfrågor",
    "fact_checker_and_fixer": "faktagranskare och fixare",
    "facts_from_all_sides": "fakta från alla håll",
    "fifteen_others": "femton andra",
    "fifteen_who_talk": "femton som pratar",
    "figures_of_whom": "vems siffror",
    "first_twelve": "de tolv första",
    "five_writers": "fem skribenter",
    "four_english_desks": "fyra engelska redaktioner",
    "hard_to_write": "svårt att skriva",
    "help_pages": "hjälpsidor",
    "hurried_chat": "chatt i brådska",
    "letters_and_traps": "brev och fällor",
    "loose_follow_ups": "lösa följdfrågor",
    "many_voices": "många röster",
    "mischievous_copy_editor": "en retsam redigerare",
    "news_desk": "nyhetsredaktion",
    "newsroom_outbox": "redaktionens utkorg",
    "one_case": "ett enda fall",
    "one_wish_or_two": "ett önskemål eller två",
    "polite_and_telegram": "artigt, och som telegram",
    "reaching_somebody": "att nå någon",
    "regional_cases": "fall i regionerna",
    "regional_desk": "regional redaktion",
    "rereading": "omläsning",
    "second_round": "andra omgången",
    "seven_writers": "sju skribenter",
    "small_newsrooms": "små redaktioner",
    "social_beat_and_relatives": "socialreportrar och anhöriga",
    "third_round": "tredje omgången",
    "three_investigators": "tre granskare",
    "trade_press": "fackpress",
    "web_and_culture": "webb och kultur",
    "what_comes_next": "vad som kommer sedan",
    "whole_sentences": "hela meningar",
    "wire_and_expats": "nyhetsbyrå och utlandssvenskar",
    "wrong_door": "fel dörr",
}


def writer_in_words(name: str, writers: Sequence[str]) -> str:
    """The Swedish name; of one that has none yet, which of `writers` it is."""
    return _WRITERS.get(name) or f"skribent {writers.index(name) + 1}"
