"""The pictures of what Slack and Teams show: there, of everything that we send, and no larger."""

from __future__ import annotations

import pytest
from PIL import Image

from desk.cards import message_card, topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from desk.letters import letter_card
from dev.vendors import pictures
from dev.vendors.pages import UnknownPart, mrkdwn, page
from dev.vendors.pictures import FOLDER, STORE, STORE_SIZES, in_slack, in_teams
from dev.vendors.scenes import SCENES, PicturedMessage, SceneTurn, VendorScene, play


def test_the_folder_has_each_picture_and_nothing_else() -> None:
    assert {file.name for file in FOLDER.iterdir()} == pictures.file_names()
    assert len({scene.name for scene in SCENES}) == len(SCENES)


@pytest.mark.parametrize("name", sorted(pictures.file_names()))
def test_a_picture_has_its_size_and_is_small(name: str) -> None:
    file = FOLDER / name
    with Image.open(file) as picture:
        if name.startswith("store-"):
            _, vendor, _ = name.split("-", 2)
            assert (picture.format, picture.size) == ("PNG", STORE_SIZES[vendor])
            assert file.stat().st_size <= pictures.MAX_STORE_BYTES
        else:
            assert f"-{picture.width}-" in name
            assert picture.width in pictures.WIDTHS
            assert file.stat().st_size <= pictures.MAX_FILE_BYTES


def test_the_folder_is_small_and_has_three_for_each_store() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= pictures.MAX_FOLDER_BYTES
    assert all(len(names) == 3 for names in STORE.values())
    assert {(v, n) for v, names in STORE.items() for n in names} <= pictures.view_names()


def test_whatever_we_send_is_drawn_with_all_that_can_be_rung_and_written_to(facts: Facts) -> None:
    for language in ("sv", "en"):
        now = local_now()
        cards = [topic_card(facts, topic, language, now) for topic in facts.topics]
        cards += [letter_card(facts, topic, language, now) for topic in facts.letters]
        for card in cards:
            for vendor, draw in (("slack", in_slack), ("teams", in_teams)):
                shown = [PicturedMessage("", body=body) for body in draw([card])]
                html = page(vendor, shown, name="x", language=language)
                values = [contact["value"] for contact in card["contacts"]]
                assert [value for value in values if value not in html] == []


def test_what_is_not_drawn_here_is_a_fault_and_not_left_out() -> None:
    with pytest.raises(UnknownPart, match="video"):
        page("slack", [PicturedMessage("", body={"blocks": [{"type": "video"}]})], name="x")
    table = {"contentType": "", "content": {"lang": "sv", "body": [{"type": "Table"}]}}
    with pytest.raises(UnknownPart, match="Table"):
        page("teams", [PicturedMessage("", body={"attachments": [table]})], name="x")


def test_markup_is_what_slack_takes_it_for() -> None:
    html = mrkdwn("*Press*: <tel:+4610|010> &amp; <https://a.se/?b&amp;c|här> <@U0ANNA>\n```*x*```")
    assert '<b>Press</b>: <a href="tel:+4610">010</a> &amp;' in html
    assert '<a href="https://a.se/?b&amp;c">här</a>' in html
    assert "@Anna Berg" in html


def test_what_is_written_is_text() -> None:
    for vendor, draw in (("slack", in_slack), ("teams", in_teams)):
        card = message_card("<b>fet</b> & *så*", "sv", [{"title": "<i>", "payload": "x"}])
        shown = [
            PicturedMessage("<u>", "<s>"),
            *(PicturedMessage("", body=body) for body in draw([card])),
        ]
        html = page(vendor, shown, name="x")
        assert not any(tag in html for tag in ("<b>fet", "<i>", "<u>", "<s>"))


class OneCardBot:
    """Answers everything with one card."""

    def __init__(self, asked: list[str]) -> None:
        self._asked = asked

    def ask(self, text: str):
        self._asked.append(text)
        return [message_card("Vad gäller det?", "sv", [{"title": "Statistik", "payload": "p"}])]

    def press(self, payload: str):
        return self.ask(f"pressed {payload}")


def test_a_button_that_is_pressed_makes_way_for_the_choice_and_must_be_there() -> None:
    asked: list[str] = []
    scene = VendorScene("x", [SceneTurn("hej"), SceneTurn("Statistik", is_button=True)])
    shown = play(scene, lambda: OneCardBot(asked), in_slack, pictures.chosen_in_slack)
    assert asked == ["hej", "pressed p"]
    kinds = [block["type"] for block in shown[1].body["blocks"]]
    assert kinds == ["section", "context"]
    gone = VendorScene("x", [SceneTurn("hej"), SceneTurn("Annat", is_button=True)])
    with pytest.raises(LookupError, match="Annat"):
        play(gone, lambda: OneCardBot(asked), in_slack, pictures.chosen_in_slack)
