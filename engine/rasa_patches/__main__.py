"""Rasa's own command line, on this Python: `python -m engine.rasa_patches shell nlu`."""

from __future__ import annotations

import sys

from rasa.__main__ import main

from engine.rasa_patches import sanic_run

sanic_run.apply()
sys.argv[0] = "rasa"
main()
