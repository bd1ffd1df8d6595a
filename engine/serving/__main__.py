"""Serves the engine on loopback: `python -m engine.serving`."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
from pathlib import Path

from aiohttp import web
from rasa.shared.exceptions import RasaException

from actions.facts import live_facts
from contracts.memory import keep_large_pieces_apart
from contracts.paths import ROOT
from contracts.watching.logs import LogsError
from contracts.watching.metrics import MetricsError
from contracts.watching.traces import TracesError, traces_sent
from desk.facts.file import FactsError
from engine.fingerprint import code_part
from engine.logs import only_warnings
from engine.rasa_patches import make_quicker
from engine.serving.app import make_app
from engine.serving.endpoints import make_serving
from engine.settings import EngineSettings, engine_settings
from engine.training.model_choice import choose_model
from engine.training.releases import open_releases
from engine.understanding.masker import MaskerError, make_masker

log = logging.getLogger(__name__)

# What is under way is answered: web waits five seconds for it.
DRAIN_SECONDS = 6.0


def main() -> int:
    """Serve the released model, or a given one, until interrupted; 1 if it cannot start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    args = parser.parse_args()
    keep_large_pieces_apart()
    try:
        only_warnings()
        settings = engine_settings()
    except (LogsError, MetricsError, TracesError) as error:
        print(error, file=sys.stderr)
        return 1
    if not settings.token:
        print("ENGINE_TOKEN saknas: motorns API startas inte utan lås.", file=sys.stderr)
        return 1
    make_quicker()
    given = args.model and args.model.resolve()
    os.chdir(ROOT)
    try:
        make_masker()
        if not settings.actions_url:
            live_facts()  # what the first answer would wait for, or fail on
        # Half a million objects that stay: to look through them takes a third of a second, in
        # which no message is answered. What a model brings comes after, and can go.
        gc.freeze()
        serving = make_serving(settings)
        serving.agent = serving.load(given or _model_to_serve(settings))
    except (RasaException, MaskerError, FactsError) as error:
        print(error, file=sys.stderr)
        return 1
    app = make_app(serving, settings)
    try:
        with traces_sent("engine", settings.traces_endpoint):
            web.run_app(
                app,
                host=args.host,
                port=args.port,
                print=None,
                access_log=None,
                shutdown_timeout=DRAIN_SECONDS,
            )
    except OSError as error:  # a port is taken
        print(error, file=sys.stderr)
        return 1
    return 0


def _model_to_serve(settings: EngineSettings) -> Path:
    choice = choose_model(open_releases(settings.database_url), code_part())
    if choice.sentence:
        log.error(choice.sentence)
    if choice.model is None:
        raise RasaException("Det finns ingen hel modell att svara med: kör make train.")
    return choice.model


if __name__ == "__main__":
    sys.exit(main())
