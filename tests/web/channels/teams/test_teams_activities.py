"""What people write in Teams reaches the bot as they meant it, whatever Teams wraps around it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.regex_steps import Steps
from web.channels.teams import activities
from web.channels.teams.activities import (
    ActivityError,
    enclosed_in,
    locale_of,
    payload_of,
    place_of,
    text_of,
)

BOT = {"id": "28:bot", "name": "Presstjänst"}


def mention(shown: str, who: str = "28:bot") -> dict[str, Any]:
    return {"type": "mention", "mentioned": {"id": who, "name": "n"}, "text": shown}


@pytest.mark.parametrize(
    ("written", "entities", "read"),
    [
        ("Hej", [], "Hej"),
        ("<at>Presstjänst</at> Hur många?", [mention("<at>Presstjänst</at>")], "Hur många?"),
        ("<at>Presstjänst</at>&nbsp;Hur många?\n", [mention("<at>Presstjänst</at>")], "Hur många?"),
        ("Hur många <at>Presstjänst</at>", [mention("<at>Presstjänst</at>")], "Hur många"),
        ('<at id="0">Presstjänst</at> hej', [], "hej"),
        ("<at>Nytt namn</at> hej", [mention("<at>Nytt namn</at>")], "hej"),
        (
            "Presstjänst, har Presstjänst öppet?",
            [mention("Presstjänst")],
            ", har Presstjänst öppet?",
        ),
        ("<at>Anna</at> undrar", [mention("<at>Anna</at>", "29:anna")], "[namn] undrar"),
        ("Anna Ek undrar", [mention("Anna Ek", "29:anna")], "[namn] undrar"),
        (
            "<at>Presstjänst</at> <at>Kalle Ek</at> hur får vi en intervju?",
            [mention("<at>Presstjänst</at>"), mention("<at>Kalle Ek</at>", "29:kalle")],
            "[namn] hur får vi en intervju?",
        ),
        ("R&amp;D &lt;b&gt; &quot;x&quot; &#229;", [], 'R&D <b> "x" å'),
        ("&amp;nbsp;", [], "&nbsp;"),
        ("rad ett\nrad två", [], "rad ett\nrad två"),
        ("<at>Presstjänst</at>", [mention("<at>Presstjänst</at>")], ""),
        ("hej", ["x", None, {"type": "mention"}, mention("")], "hej"),
        (None, None, ""),
        (7, {"type": "mention"}, ""),
    ],
)
def test_text_is_read_without_mention_and_markup(written: Any, entities: Any, read: str) -> None:
    activity = {"type": "message", "text": written, "entities": entities, "recipient": BOT}
    assert text_of(activity) == read


@pytest.mark.parametrize(
    ("value", "text", "payload"),
    [
        (None, "Hej", None),
        ({"payload": "p"}, "Nej", "p"),
        ('{"payload": "p"}', "Nej", "p"),
        ({"msteams": {"type": "messageBack", "value": {"payload": "p"}}}, None, "p"),
        ({"msteams": {"value": '{"payload": "p"}'}}, "Nej", "p"),
        ({"other": 1}, "Hej", None),
        ({"other": 1}, None, ""),
        ({"payload": 7}, None, ""),
        ("{", None, ""),
        ([], "Hej", None),
        ("[" * 100_000, None, ""),
    ],
    ids=range(11),
)
def test_the_payload_of_a_button_is_found(value: Any, text: Any, payload: Any) -> None:
    assert payload_of({"type": "message", "value": value, "text": text}) == payload


@pytest.mark.parametrize(
    ("attachments", "enclosed"),
    [
        ([{"contentType": "text/html", "content": "<p>hej</p>"}], ""),
        ([{"contentType": "image/*", "contentUrl": "https://x"}], "files"),
        (
            [
                {"contentType": "application/vnd.microsoft.teams.file.download.info"},
                {"contentType": "text/html"},
            ],
            "files",
        ),
        ([{"contentType": "messageReference"}, {"contentType": "text/html"}], ""),
        ([{"contentType": "forwardedMessageReference"}, {"contentType": "text/html"}], "forwarded"),
        ([], ""),
        (None, ""),
    ],
)
def test_the_message_itself_as_html_is_no_attachment(attachments: Any, enclosed: str) -> None:
    assert enclosed_in({"attachments": attachments}) == enclosed


@pytest.mark.parametrize(("named", "locale"), [("en-US", "en-US"), (None, ""), (7, "")])
def test_the_language_of_the_writers_teams_is_read(named: Any, locale: str) -> None:
    assert locale_of({"locale": named}) == locale


def arrived(**changed: Any) -> dict[str, Any]:
    made = {
        "type": "message",
        "id": "1",
        "serviceUrl": "https://s",
        "conversation": {"id": "19:x@thread.tacv2;messageid=1", "conversationType": "channel"},
        "from": {"id": "29:1", "name": "Vera"},
        "recipient": BOT,
        "text": "hemligt",
        "channelData": {"tenant": {"id": "t"}, "team": {"name": "Redaktionen"}},
    }
    return {**made, **changed}


def test_a_place_is_a_tenants_conversation_and_keeps_nothing_that_was_written() -> None:
    place = place_of(arrived())
    assert (place.tenant, place.conversation) == ("t", "19:x@thread.tacv2;messageid=1")
    assert not place.shows_typing
    assert not place.is_personal
    assert not [word for word in ("hemligt", "Vera", "Redaktionen") if word in str(place)]


@pytest.mark.parametrize(
    ("conversation", "kind"),
    [({"id": "a"}, "personal"), ({"id": "a", "isGroup": True}, "groupChat")],
)
def test_a_place_without_a_kind_is_told_by_its_size(conversation: Any, kind: str) -> None:
    assert place_of(arrived(conversation=conversation)).kind == kind


@pytest.mark.parametrize(
    "lacking",
    [
        {"conversation": None},
        {"conversation": {}},
        {"conversation": "a"},
        {"conversation": {"id": 7}},
        {"recipient": None},
        {"serviceUrl": ""},
    ],
)
def test_an_activity_from_nowhere_is_refused(lacking: dict[str, Any]) -> None:
    with pytest.raises(ActivityError):
        place_of(arrived(**lacking))


def test_a_sender_or_an_id_may_be_missing() -> None:
    place = place_of(arrived(id=None, **{"from": None}))
    assert place.activity_id == ""
    assert "from" not in place.address


@pytest.mark.parametrize(
    "piece", ["<at>", "<at ", "<at", "<at>a", "</at>", "<at></at>", "<at><at>a</at>", "<AT a>b"]
)
def test_mentions_are_found_in_work_in_step_with_the_text(piece: str) -> None:
    """Whatever the markup: twice as long takes some twice as many steps."""

    def steps(length: int) -> int:
        matcher = Steps(activities._AT)
        matcher.spans((piece * length)[:length])
        return matcher.count

    assert steps(2000) < 3 * steps(1000)


def test_a_mention_of_another_becomes_a_word_and_one_left_open_stays() -> None:
    text = f"<at>{BOT['name']}</at> vad säger <at id='1'>Anna B</at> om <at>detta?"
    activity = arrived(text=text)
    assert text_of(activity) == "vad säger [namn] om <at>detta?"
