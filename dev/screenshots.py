"""Takes what people see of the bot, as pictures under docs/images: `make screenshots`.

Every state of the public pages is in `chat`, what Slack and Teams show in `vendors`; those of the
trainers' guide, for which a candidate is trained, take some minutes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from bench.servers import System, our_stack, running
from contracts.paths import ROOT
from dev import trainer_pictures
from dev.browser import find_chromium
from dev.scenes import SCENES, Scene
from dev.small_pictures import small
from dev.vendors import pictures

FOLDER = ROOT / "docs" / "images" / "chat"
# CSS pixels: a small telephone, which is touched, and a desktop, which has a mouse.
WIDTHS = (360, 1280)
HEIGHT = 740
SCHEMES = ("light", "dark")
COLOURS = 48
MAX_FILE_BYTES = 70_000
MAX_FOLDER_BYTES = 3_600_000
_STEP_MS = 15_000
# The names, among those of scenes, of all that Slack and Teams show, and of the trainers' pages.
VENDORS, TRAINERS = "vendors", "trainers"
# It is the same moment in the bot each time, and there is a page that adds it to Slack.
_ENV = {
    "PYTHONPATH": str(ROOT / "dev" / "moment"),
    "SLACK_CLIENT_ID": "0.0",
    "SLACK_CLIENT_SECRET": "none",
    "SLACK_SIGNING_SECRET": "none",
}


def file_name(scene: str, width: int, scheme: str) -> str:
    """The name of a picture in the folder."""
    return f"{scene}-{width}-{scheme}.webp"


def file_names() -> set[str]:
    """The names of all the pictures."""
    return {
        file_name(scene.name, width, scheme)
        for scene in SCENES
        for width in WIDTHS
        for scheme in SCHEMES
    }


def make_small(png: bytes) -> bytes:
    """A picture as WebP, after its colours are cut to `COLOURS`."""
    return small(png, "WEBP", COLOURS)


def take(
    browser: Browser, address: str, scene: Scene, width: int, visitor: int
) -> Iterator[tuple[str, bytes]]:
    """The pictures of a state at a width, by name: the same moment in each scheme, as WebP.

    `visitor` is a number that no other picture has: the limits count by address.
    """
    is_phone = width < 768
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": HEIGHT},
        locale=scene.locale,
        has_touch=is_phone,
        is_mobile=is_phone,
        reduced_motion="reduce",
        extra_http_headers={"X-Forwarded-For": f"2001:db8:0:{visitor:x}::1"},
    )
    context.set_default_timeout(_STEP_MS)
    page = context.new_page()
    page.goto(scene.path)
    scene.walk(page)
    page.mouse.move(0, 0)
    if scene.is_whole:
        # In a window as high as the page the field stands below all that is said.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": max(height, HEIGHT)})
        page.evaluate("scrollTo(0, 0)")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        png = page.screenshot(animations="disabled", caret="hide")
        yield file_name(scene.name, width, scheme), make_small(png)
    context.close()


def run(address: str, scenes: list[Scene], others: Collection[str]) -> None:
    """Take the scenes of a bot at an address; what has no scene any more is removed.

    `others` are VENDORS and TRAINERS: for these the bot must have been prepared.
    """
    for folder in (FOLDER, pictures.FOLDER):
        folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(whole=True), chromium_sandbox=os.geteuid() != 0
        )
        for number, scene in enumerate(scenes):
            print(f"{scene.name} …", file=sys.stderr, flush=True)
            for width in WIDTHS:
                visitor = number * len(WIDTHS) + WIDTHS.index(width) + 1
                for name, picture in take(browser, address, scene, width, visitor):
                    (FOLDER / name).write_bytes(picture)
        if TRAINERS in others:
            print(f"{TRAINERS} …", file=sys.stderr, flush=True)
            for name, picture in trainer_pictures.take(browser, address):
                (trainer_pictures.FOLDER / name).write_bytes(picture)
        if VENDORS in others:
            print(f"{VENDORS} …", file=sys.stderr, flush=True)
            for name, picture in pictures.take(browser, address):
                (pictures.FOLDER / name).write_bytes(picture)
        browser.close()
    for folder, names in ((FOLDER, file_names()), (pictures.FOLDER, pictures.file_names())):
        for file in folder.iterdir():
            if file.name not in names:
                file.unlink()


def _for_pictures(system: System, env: Mapping[str, str]) -> System:
    address = system.ready.removesuffix("/health")
    return replace(system, env={**system.env, **_ENV, "PUBLIC_URL": address, **env})


def _run_set(env: Mapping[str, str], scenes: list[Scene], others: Collection[str]) -> None:
    """Take the scenes of a bot that is started for them, with settings of their own."""
    with (
        tempfile.TemporaryDirectory() as name,
        running(_for_pictures(our_stack(Path(name)), env), Path(name)) as server,
    ):
        server.until_ready()
        address = server.system.ready.removesuffix("/health")
        database = server.system.env["DATABASE_URL"]
        if TRAINERS in others:
            trainer_pictures.prepare(address, database)
        try:
            run(address, scenes, others)
        finally:
            trainer_pictures.remove_models(database)


def main() -> int:
    """Take the pictures; 1 if a page did not come to the state that is to be taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="of a bot with PROXY_HOPS=1, whose trainers are left alone")
    parser.add_argument("--only", nargs="*", help="names of scenes")
    args = parser.parse_args()
    names = [*(scene.name for scene in SCENES), VENDORS, TRAINERS]
    if unknown := set(args.only or ()) - set(names):
        print(f"No such scene: {', '.join(unknown)}. There are {', '.join(names)}", file=sys.stderr)
        return 1
    scenes = [scene for scene in SCENES if not args.only or scene.name in args.only]
    others = {VENDORS, TRAINERS} & set(args.only or names)
    try:
        plain = [scene for scene in scenes if not scene.env]
        if args.url:
            run(args.url.rstrip("/"), plain, others - {TRAINERS})
            return 0
        if plain or others:
            _run_set({}, plain, others)
        for scene in scenes:
            if scene.env:
                _run_set(scene.env, [scene], ())
    except (AssertionError, Error, LookupError, OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
