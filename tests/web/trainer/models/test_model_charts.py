"""The charts hold every number that they draw, and nothing that our pages forbid."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from tests.web.trainer.models.comparisons import NEW, OLD, figures, model
from web.trainer.models.charts import Point, confusion, reliability
from web.trainer.models.view import intents, mistakes, shares, tenths

NAMES = ["Presstjänsten", "Statistik", "<script>"]
COUNTS = [[41, 0, 2], [3, 17, 0], [0, 0, 0]]


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter("text")]


def test_a_matrix_writes_each_number_once_and_no_zero() -> None:
    found = texts(confusion(NAMES, COUNTS, "Kandidaten"))
    assert sorted(text for text in found if text.isdigit()) == ["17", "2", "3", "41"]
    assert all(found.count(name) == 2 for name in NAMES)


def test_a_matrix_says_whose_it_is_and_tells_right_from_wrong() -> None:
    chart = ElementTree.fromstring(confusion(NAMES, COUNTS, 'Kandi"daten'))
    assert chart.get("aria-label") == 'Kandi"daten'
    assert chart.get("role") == "img"
    cells = [cell.get("class") or "" for cell in chart.iter("rect")]
    assert [cell for cell in cells if "right" in cell] == [
        "cell right shade-4",
        "cell right shade-4",
        "cell right shade-0",
    ]
    assert cells[2] == "cell wrong shade-1"


def test_a_reliability_diagram_marks_every_point_of_both_models() -> None:
    points = [Point(0.5, 0.0, 3), Point(1.0, 1.0, 9)]
    chart = ElementTree.fromstring(reliability(points, points[:1]))
    circles = [(c.get("cx"), c.get("cy")) for c in chart.iter("circle")]
    assert circles == [("188.0", "328.0"), ("328.0", "48.0")]
    assert len([r for r in chart.iter("rect") if "current" in (r.get("class") or "")]) == 1


def test_nothing_is_styled_inline() -> None:
    chart = confusion(NAMES, COUNTS, "") + reliability([Point(0.9, 0.8, 3)], [])
    assert "style=" not in chart
    assert "<script" not in chart


def test_figures_say_how_they_differ_and_which_way_is_better() -> None:
    rows = {row.words: row for row in shares(figures())}
    assert rows["Rätt etikett"].candidate == "97,0 %"
    assert (rows["Rätt etikett"].difference, rows["Rätt etikett"].verdict) == ("+2,0", "better")
    assert rows["Fel kontakt"].verdict == "same"
    # Nothing was counted.
    assert "Två önskemål, båda besvarade" not in rows


def test_fewer_wrong_contacts_are_better() -> None:
    current = model(OLD, 0.95)
    current = replace(current, scores=replace(current.scores, misroutes=0.02))
    rows = {row.words: row for row in shares(figures(current=current))}
    wrong = rows["Fel kontakt"]
    assert (wrong.difference, wrong.verdict) == ("−1,0", "better")


def test_fewer_stories_are_worse() -> None:
    rows = shares(figures(candidate=model(NEW, 0.95, stories_passed=1)))
    assert (rows[-1].candidate, rows[-1].difference, rows[-1].verdict) == ("1 av 2", "−1", "worse")


def test_labels_are_named_as_trainers_know_them() -> None:
    found = intents(figures())
    assert [(count, row.words) for count, row in found] == [(7, "Presstjänsten"), (5, "Statistik")]


def test_what_is_confused_is_said_in_words() -> None:
    assert mistakes(model(NEW, 0.9)) == [(1, "Presstjänsten", "Statistik")]


def test_the_table_has_a_row_for_each_tenth_that_either_model_has() -> None:
    current = model(OLD, 0.95)
    current = replace(current, reliability=current.reliability[1:])
    rows = tenths(figures(current=current))
    assert [tenth for tenth, _ in rows] == ["60–70 %", "90–100 %"]
    assert rows[0][1] == [Point(0.66, 0.5, 2), None]
