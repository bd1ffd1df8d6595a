"""Starts the engine on loopback: Rasa's own server with the patches of engine/rasa_patches."""

from __future__ import annotations

import argparse
import gc
import os
import sys

import rasa.core.run
from rasa.shared.exceptions import RasaException

from contracts.paths import ROOT
from engine.logs import only_warnings
from engine.privacy.masker import MaskerError, make_masker
from engine.rasa_patches import make_quicker, sanic_run
from engine.serving import release_watch
from engine.serving.endpoints import read_endpoints


def main() -> int:
    """Serve the given model until interrupted; 1 if it cannot start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    args = parser.parse_args()
    token = os.environ.get("ENGINE_TOKEN")
    if not token:
        print("ENGINE_TOKEN saknas: motorns API startas inte utan lås.", file=sys.stderr)
        return 1
    os.chdir(ROOT)
    only_warnings()
    make_quicker()
    sanic_run.apply()
    try:
        make_masker()
        # Half a million objects that stay: to look through them takes a third of a second, in
        # which no message is answered. What a model brings comes after, and can go.
        gc.freeze()
        rasa.core.run.serve_application(
            model_path=args.model,
            interface=args.host,
            port=args.port,
            credentials="credentials.yml",
            endpoints=read_endpoints("endpoints.yml", os.environ.get("REDIS_URL")),
            enable_api=True,
            auth_token=token,
            server_listeners=[
                (release_watch.start, "after_server_start"),
                (release_watch.stop, "before_server_stop"),
            ],
        )
    except (RasaException, MaskerError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
