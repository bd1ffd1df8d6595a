"""Rasa's own command line, on this Python: `python -m engine.rasa_patches shell nlu`."""

from __future__ import annotations

import os
import sys

from rasa.__main__ import main

from contracts.paths import default_database, var_folder
from engine.evaluation.rasa_formats import write_holdout, write_stories
from engine.rasa_patches import make_commands
from engine.rasa_patches.commands.command_defaults import (
    holdout_file,
    instead_of,
    stories_folder,
    with_defaults,
)

if sentence := instead_of(sys.argv[1:]):
    sys.exit(sentence)
os.umask(0o077)
var_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
os.environ.setdefault("DATABASE_URL", default_database())
# Where rasa-sdk's server of actions listens (`rasa run actions`), which has no option for it.
os.environ.setdefault("SANIC_HOST", "127.0.0.1")
make_commands()
if sys.argv[1:2] in (["test"], ["visualize"]):
    write_stories(stories_folder())
    write_holdout(holdout_file())
sys.argv = ["rasa", *with_defaults(sys.argv[1:])]
main()
