"""The pictures of the public pages: there, as `make screenshots` takes them, and no larger."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw

from contracts.paths import ROOT
from dev.scenes import SCENES
from dev.screenshots import (
    COLOURS,
    FOLDER,
    HEIGHT,
    MAX_FILE_BYTES,
    MAX_FOLDER_BYTES,
    WIDTHS,
    file_name,
    file_names,
    main,
    make_small,
)

# Of the others: figures, and the trainers' pages.
MAX_OTHER_BYTES = 160_000
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_folder_has_each_picture_of_each_scene_and_nothing_else() -> None:
    assert {file.name for file in FOLDER.iterdir()} == file_names()
    assert len(file_names()) == 4 * len({scene.name for scene in SCENES}) == 4 * len(SCENES)


@pytest.mark.parametrize("name", sorted(file_names()))
def test_a_picture_has_the_width_that_its_name_says_and_is_small(name: str) -> None:
    with Image.open(FOLDER / name) as picture:
        assert f"-{picture.width}-" in name
        assert picture.width in WIDTHS
        assert picture.height >= HEIGHT
    assert (FOLDER / name).stat().st_size <= MAX_FILE_BYTES


def test_the_folder_is_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= MAX_FOLDER_BYTES


def test_every_picture_that_a_page_names_is_there_and_small_and_others_are_not_kept() -> None:
    named = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in PICTURE.findall(page.read_text())
    }
    assert FOLDER / file_name("interview", 1280, "light") in named
    for picture in named:
        assert picture.stat().st_size <= MAX_OTHER_BYTES, picture
    kept = {file for file in FOLDER.parent.iterdir() if file.is_file()}
    assert kept <= named


def test_a_picture_is_made_small_and_its_text_stays_sharp() -> None:
    drawn = Image.new("RGB", (360, 200), "white")
    ImageDraw.Draw(drawn).text((10, 10), "Pressjouren 010-116 98 88", fill=(0, 87, 60))
    png = BytesIO()
    drawn.save(png, "PNG")
    with Image.open(BytesIO(make_small(png.getvalue()))) as small:
        assert small.format == "WEBP"
        assert small.size == drawn.size
        shown = small.convert("RGB")
    assert len(shown.getcolors() or []) <= COLOURS
    assert shown.getpixel((0, 0)) == (255, 255, 255)
    off = [most for _, most in ImageChops.difference(shown, drawn).getextrema()]
    assert max(off) <= 24  # of 255, in any channel of any point


def test_a_scene_that_there_is_not_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["screenshots", "--only", "gone"])
    assert main() == 1
    error = capsys.readouterr().err
    assert "gone" in error
    assert "interview" in error
