"""The charts hold every number that they draw, and nothing that our pages forbid."""

from __future__ import annotations

from xml.etree import ElementTree

from web.trainer.comparison.charts import confusion

NAMES = ["Presstjänsten", "Statistik", "<script>"]
COUNTS = [[41, 0, 2], [3, 17, 0], [0, 0, 0]]
ADDRESSES = [[f"/{row}/{column}?a&b" for column in range(3)] for row in range(3)]


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter("text")]


def test_a_matrix_writes_each_number_once_and_no_zero() -> None:
    found = texts(confusion(NAMES, COUNTS, "Kandidaten", ADDRESSES))
    assert sorted(text for text in found if text.isdigit()) == ["17", "2", "3", "41"]
    assert all(found.count(name) == 2 for name in NAMES)


def test_a_matrix_says_whose_it_is_and_tells_right_from_wrong() -> None:
    chart = ElementTree.fromstring(confusion(NAMES, COUNTS, 'Kandi"daten', ADDRESSES))
    assert chart.get("aria-label") == 'Kandi"daten'
    assert chart.get("role") == "group"
    cells = [cell.get("class") or "" for cell in chart.iter("rect")]
    assert [cell for cell in cells if "right" in cell] == [
        "cell right shade-4",
        "cell right shade-4",
        "cell right shade-0",
    ]
    assert cells[2] == "cell wrong shade-1"


def test_each_cell_that_counts_something_leads_to_its_messages() -> None:
    chart = ElementTree.fromstring(confusion(NAMES, COUNTS, "", ADDRESSES))
    links = {link.get("href"): link.get("aria-label") for link in chart.iter("a")}
    assert links == {
        "/0/0?a&b": "41 × Presstjänsten togs för Presstjänsten",
        "/0/2?a&b": "2 × Presstjänsten togs för <script>",
        "/1/0?a&b": "3 × Statistik togs för Presstjänsten",
        "/1/1?a&b": "17 × Statistik togs för Statistik",
    }


def test_nothing_is_styled_inline() -> None:
    chart = confusion(NAMES, COUNTS, "", ADDRESSES)
    assert "style=" not in chart
    assert "<script" not in chart
