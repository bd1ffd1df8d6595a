"""Reads the settings of web from the environment, each with a default for a single machine."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting that cannot be used; says which and why."""


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between installations."""

    host: str
    port: int
    engine_url: str
    engine_token: str
    actions_url: str
    database_url: str
    rate_limit_storage: str
    secret_key: str
    keep_days: int  # how long conversations are kept
    secure: bool  # behind TLS: cookies are marked so, and browsers told to keep to it
    proxy_hops: int  # proxies of ours in front, each adding one address to X-Forwarded-For


def settings_from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force.

    Raises:
        SettingsError: a setting has a value that cannot be used.
    """
    var = Path(env.get("VAR_DIR", ROOT / "var"))
    return Settings(
        host=env.get("WEB_HOST", "127.0.0.1"),
        port=_number(env, "WEB_PORT", 8080),
        engine_url=env.get("ENGINE_URL", "http://127.0.0.1:5005"),
        engine_token=env.get("ENGINE_TOKEN", ""),
        actions_url=env.get("ACTIONS_URL", "http://127.0.0.1:5055"),
        database_url=env.get("DATABASE_URL", f"sqlite:///{var / 'conversations.db'}"),
        rate_limit_storage="async+" + env.get("REDIS_URL", "memory://"),
        secret_key=env.get("SECRET_KEY") or _kept_secret(var / "secret_key"),
        keep_days=_number(env, "KEEP_DAYS", 90),
        secure=env.get("PUBLIC_URL", "").startswith("https://"),
        proxy_hops=_number(env, "PROXY_HOPS", 0),
    )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise SettingsError(f"{name} ska vara ett heltal, inte {value!r}.")
    return int(value)


def _kept_secret(path: Path) -> str:
    """A key made at the first start, so that cookies survive a restart."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text().strip()
