"""The engine's app: its routes on one screen, its resources opened and closed in order."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

from aiohttp import web

from contracts.memory import giving_back
from engine.serving import chat_api, keys, state_api, training_api
from engine.serving.agents import ServedAgent
from engine.serving.door import door, request_names, traced
from engine.serving.metrics import serving_metrics
from engine.serving.release_watch import watch_releases
from engine.settings import EngineSettings
from engine.training.jobs import Jobs

# A training is sent all that has been taught on the pages.
MAX_TRAINING_REQUEST_BYTES = 5_000_000


def make_app(serving: ServedAgent, settings: EngineSettings) -> web.Application:
    """The app; only loopback or a cluster's own network may reach it."""
    most = MAX_TRAINING_REQUEST_BYTES
    app = web.Application(middlewares=[request_names, door, traced], client_max_size=most)
    app[keys.SERVING] = serving
    app[keys.TOKEN] = settings.token or ""
    app[keys.JOBS] = Jobs()
    app[keys.STARTED] = time.time()
    app.add_routes(
        [
            web.get("/health", chat_api.health),
            web.get("/health/live", chat_api.live),
            web.get("/health/ready", chat_api.health),
            web.post("/webhooks/rest/webhook", chat_api.receive),
            web.post("/webhooks/rest/mask", chat_api.mask),
            web.get("/webhooks/state", state_api.state),
            web.post("/webhooks/training/jobs", training_api.start_job),
            web.get("/webhooks/training/jobs/{id}", training_api.job),
            web.delete("/webhooks/training/jobs/{id}", training_api.job),
            web.post("/webhooks/training/check", training_api.check),
            web.post("/webhooks/training/checks", training_api.check_many),
            web.post("/webhooks/training/read", training_api.read),
            web.post("/webhooks/training/clusters", training_api.group),
        ]
    )
    app.cleanup_ctx.extend([serving_metrics(settings), _serving, _jobs, watch_releases(settings)])
    app.cleanup_ctx.append(giving_back)
    return app


async def _serving(app: web.Application) -> AsyncIterator[None]:
    app[keys.SERVING].start()
    yield
    await app[keys.SERVING].close()


async def _jobs(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[keys.JOBS].close()
