"""What masking finds in the privacy set, and with another model of names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import spacy

from contracts.labelled_messages import read_messages as read_labelled
from contracts.paths import LOWER_CASE, NAMES, ODD_FORMS, PRIVACY
from contracts.placeholders import KINDS
from engine.evaluation.privacy_scores import read_messages, score
from engine.privacy.masking import Masker
from engine.privacy.names.fast_tok2vec import FILE, speed_up
from engine.privacy.names.recogniser import NameRecogniser, Word
from engine.understanding.masker import MaskerError, make_masker
from recipes.names.marked_messages import read_writers


@pytest.fixture(scope="module")
def masker() -> Iterator[Masker]:
    """The one that serves; meanwhile it looks at each text but once."""
    masker = make_masker()
    masker.find = cache(masker.find)  # type: ignore[method-assign]
    yield masker
    del masker.find


def test_no_kind_is_missed_more_often_than_it_was(masker: Masker) -> None:
    """One more of a kind than what was reached (docs/privacy.md), none of those found whole."""
    scores = score(masker, read_messages(PRIVACY))
    missed = {kind: count - scores.hits[kind] for kind, count in scores.totals.items()}
    reached = {
        **{"personnummer": 0, "telefon": 0, "e-post": 0, "kontonummer": 1, "adress": 1},
        **{"namn (normal case)": 2, "namn (lower case)": 6},
    }
    assert missed.keys() == reached.keys()
    worse = {kind: n for kind, n in missed.items() if n > reached[kind] + (reached[kind] > 0)}
    assert worse == {}
    assert scores.masked_share <= 0.006


def test_addresses_and_numbers_in_odd_forms_are_found(masker: Masker) -> None:
    scores = score(masker, read_messages(ODD_FORMS))
    missed = {kind: count - scores.hits[kind] for kind, count in scores.totals.items()}
    assert missed["adress"] <= 5 + 1
    assert missed["personnummer"] <= 2 + 1
    assert missed["telefon"] == missed["e-post"] == 0
    assert missed["namn (lower case)"] <= 6 + 1
    assert scores.masked_share <= 0.006


def test_names_in_lower_case_are_found(masker: Masker) -> None:
    scores = score(masker, read_messages(LOWER_CASE))
    assert scores.totals == {"namn (lower case)": 250}
    assert scores.hits["namn (lower case)"] >= 239 - 1
    assert scores.masked_share <= 0.006


def test_no_measured_message_is_learnt_from() -> None:
    learnt = {message.text for messages in read_writers().values() for message in messages}
    assert len(learnt) > 2_800
    for path in (PRIVACY, ODD_FORMS, LOWER_CASE):
        assert not learnt & {message["text"] for message in read_messages(path)}


def test_what_is_masked_is_of_a_kind_that_all_know(masker: Masker) -> None:
    spans = [span for message in read_messages(PRIVACY) for span in masker.find(message["text"])]
    assert {span.kind for span in spans} == set(KINDS)


@pytest.mark.parametrize("text", ["info", "qwrt zxcv bnm", "hejsan allihopa", "intervjuu", "asdf"])
def test_nonsense_typos_and_single_words_are_nobody(masker: Masker, text: str) -> None:
    assert masker.find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Hvor mange fik afslag, og kan nogen hos jer kun svare skriftligt?",
        "Jeg vil gerne have ham og hende med i studiet, selv om de begge har sagt nej",
        "hvor mange søkte, og gjør dere opp månedstall? vi hadde tenkt å møte dere",
        "I've read your report and I'd like to talk to the author in January or February",
        "Dear Sir or Madam, you'll have seen our request from Wednesday",
    ],
)
def test_the_neighbours_ordinary_words_are_nobody(masker: Masker, text: str) -> None:
    assert masker.find(text) == []


def test_the_fast_convolutions_give_the_vectors_that_were_trained() -> None:
    fast, trained = spacy.load(NAMES / "model"), spacy.load(NAMES / "model")
    speed_up(fast, NAMES / "model" / FILE)
    for message in read_messages(PRIVACY):
        fast_tensor, expected = (nlp(message["text"]).tensor for nlp in (fast, trained))
        assert fast_tensor == pytest.approx(expected, abs=1e-4)


def test_a_function_word_that_opens_a_sentence_is_no_place(masker: Masker) -> None:
    assert masker.look("Hvordan tilmelder jeg mig nyhedsbrevet?").public == []


def test_where_the_model_is_not_asked_it_would_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recogniser = NameRecogniser(NAMES)
    texts = [message["text"] for message in read_messages(PRIVACY)]
    texts += [text for _, _, text in read_labelled()]
    as_it_is = [recogniser.find(text) for text in texts]
    monkeypatch.setattr(Word, "settled", False)
    assert [recogniser.find(text) for text in texts] == as_it_is


def test_another_pipeline_can_find_the_names(tmp_path: Path) -> None:
    """With the labels of sv_core_news_sm."""
    nlp = spacy.blank("sv")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PRS", "pattern": "Xyzzy"}, {"label": "WRK", "pattern": "Plugh"}])
    nlp.to_disk(tmp_path)
    recogniser = NameRecogniser(NAMES, str(tmp_path))
    assert (10, 15, "person") in recogniser.find("Jag ringde Xyzzy om Plugh"[1:])
    assert not [f for f in recogniser.find("Jag läste Plugh") if f[2] == "person"]


def test_a_pipeline_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMES_MODEL", "sv_finns_inte")
    with pytest.raises(MaskerError, match="NAMES_MODEL='sv_finns_inte'"):
        make_masker.__wrapped__()
