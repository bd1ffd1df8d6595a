"""What a part is told, and where: secrets in its environment, which its owner alone may read."""

from __future__ import annotations

from pathlib import Path

from supervisor.__main__ import environment, make_parts
from supervisor.layout import Ports
from web.settings import settings_from_environment


def test_no_secret_stands_where_a_list_of_processes_shows_it(tmp_path: Path) -> None:
    secrets = {
        "SECRET_KEY": "a-key-of-more-than-32-characters-0123456789",
        "ENGINE_TOKEN": "a-token",
        "DATABASE_URL": "postgresql://bot:a-password@db/x",
    }
    settings = settings_from_environment({**secrets, "VAR_DIR": str(tmp_path)})
    ports = Ports(web=8080, engine=5005)
    commands = [" ".join(part.command) for part in make_parts(ports, tmp_path, [])]
    assert len(commands) == 2
    told = environment(ports, tmp_path, settings)
    for name in ("ENGINE_TOKEN", "DATABASE_URL"):
        assert told[name] == secrets[name]
        assert not any(secrets[name] in command for command in commands)
    assert settings.secret_key not in " ".join(commands)
