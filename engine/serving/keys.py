"""The shared parts of the engine's app, by typed key."""

from __future__ import annotations

from aiohttp import web

from engine.serving.agents import ServedAgent
from engine.training.jobs import Jobs

SERVING = web.AppKey("serving", ServedAgent)
JOBS = web.AppKey("jobs", Jobs)
TOKEN = web.AppKey("token", str)
STARTED = web.AppKey("started", float)
