"""Says in Swedish what the log's codes mean."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "login": "Loggade in",
    "login_failed": "Misslyckades med att logga in",
    "login_no_role": "Kom utan roll",
    "logout": "Loggade ut",
    "account_added": "Fick ett konto",
    "account_removed": "Kontot togs bort",
    "account_role": "Fick en annan roll",
    "account_password": "Fick ett nytt lösenord",
    "reviewed": "Granskade ett meddelande",
    "review_undone": "Tog tillbaka en granskning",
    "contradicted": "Sade något annat om ett granskat meddelande",
    "note_added": "Skrev en anteckning",
    "note_removed": "Tog bort en anteckning",
    "colleague_asked": "Frågade en kollega",
    "question_answered": "Svarade en kollega",
    "question_taken_back": "Tog tillbaka en fråga",
    "dispute_settled": "Avgjorde två åsikter",
    "dispute_reopened": "Öppnade två åsikter igen",
    "example_added": "La till ett exempel",
    "example_changed": "Ändrade ett exempel",
    "example_removed": "Tog bort ett exempel",
    "example_restored": "La tillbaka ett exempel",
    "base_change_wanted": "Föreslog en ändring av ett grundexempel",
    "base_removal_wanted": "Föreslog att ett grundexempel tas bort",
    "base_change_taken_back": "Tog tillbaka ett förslag om ett grundexempel",
    "label_drafted": "Gjorde ett utkast till en etikett",
    "test_story": "Gjorde ett test av ett samtal",
    "test_holdout": "Gjorde ett test av ett meddelande",
    "test_renamed": "Bytte namn på ett test",
    "test_removed": "Tog bort ett test",
    "test_restored": "La tillbaka ett test",
    "training_started": "Började träna en kandidat",
    "training_stopped": "Stoppade en träning",
    "model_released": "Släppte en modell",
    "model_passed": "Släppte en modell trots en knapp marginal",
    "model_undone": "Gick tillbaka till modellen innan",
    "channel_closed": "Stängde av en kanal",
    "channel_opened": "Satte igång en kanal",
    "facts_released": "Släppte fakta",
    "facts_restored": "Gick tillbaka till tidigare fakta",
}


def in_words(what: str) -> str:
    """What a code means; the code itself if it has no words here."""
    return WORDS.get(what, what)
