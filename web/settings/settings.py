"""Reads the settings of web from the environment, each with a default for a single machine."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from contracts.paths import default_database, var_folder
from contracts.watching.metrics import MetricsError, metrics_port
from contracts.watching.traces import TracesError, traces_endpoint
from web.settings.agency import AgencySettings, AgencySettingsError, agency_settings
from web.settings.office import OfficeSettings, OfficeSettingsError, office_settings
from web.settings.slack import SAFE_ADDRESS, SlackSettings, SlackSettingsError, slack_settings

MICROSOFT_LOGIN = "https://login.microsoftonline.com"
# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
BOT_CONNECTOR = "https://smba.trafficmanager.net/teams/"
BOT_CONNECTOR_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
# An origin, or all hosts below one of two labels and more; without TLS on this machine alone.
_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_EMBED_HOST = re.compile(
    rf"(https://({_LABEL}(\.{_LABEL})*|\*\.{_LABEL}(\.{_LABEL})+)"
    r"|http://(127\.0\.0\.1|localhost))(:\d{1,5})?"
)


_LEAST_KEY_CHARACTERS = 32


class SettingsError(ValueError):
    """A setting that cannot be used; says which and why."""


@dataclass(frozen=True)
class TeamsSettings:
    """A Teams bot's identity and secret, and where Microsoft hands out tokens and keys."""

    app_id: str
    app_password: str
    tenant_id: str  # empty: of any tenant
    login_url: str
    metadata_url: str  # where the Bot Connector's keys are found
    service_url: str = BOT_CONNECTOR  # where it is, for whom nobody wrote to


@dataclass(frozen=True)
class OidcSettings:
    """The organisation's own login (OpenID Connect), and who we are to it."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between installations."""

    host: str
    port: int
    engine_urls: tuple[str, ...]
    engine_token: str
    database_url: str
    shared_storage: str  # limits and what was handled: in memory, or Redis for several copies
    secret_key: str
    keep_days: int  # how long conversations are kept
    public_url: str  # where the outside finds web; empty when nobody said
    proxy_hops: int  # proxies of ours in front, each adding one address to X-Forwarded-For
    slack: SlackSettings | None = None
    teams: TeamsSettings | None = None
    oidc: OidcSettings | None = None
    second_opinion_share: int = 20  # how many messages of a hundred two trainers review
    holdout_share: int = 10  # how many of a hundred are never taught, and try new models
    embed_hosts: tuple[str, ...] = ()  # origins whose pages may carry the chat; empty: none
    closed_channels: tuple[str, ...] = ()  # in which the bot does not answer
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    traces_endpoint: str | None = None  # where spans go (OTLP); None: nowhere
    office: OfficeSettings = field(default_factory=OfficeSettings)  # of questions to a human
    agency: AgencySettings = field(default_factory=AgencySettings)  # what it alone can say
    old_secret_key: str = ""  # what it has signed still counts
    training_url: str = ""  # the engine that trains; empty: the one that answers
    security_contacts: tuple[str, ...] = ()  # whom to tell of a weakness; empty: nobody is named
    half_set: tuple[str, ...] = ()  # one sentence for each thing of which a part is missing

    @property
    def has_human(self) -> bool:
        """Whether there is a way to a human."""
        return self.office != OfficeSettings()

    @property
    def signing_keys(self) -> tuple[str, ...]:
        """What may have signed what comes back: the last one signs, as itsdangerous has it."""
        return (*filter(None, [self.old_secret_key]), self.secret_key)

    @property
    def secure(self) -> bool:
        """Behind TLS: cookies are marked so, and browsers told to keep to it."""
        return self.public_url.startswith("https://")


def local_address(env: Mapping[str, str] = os.environ) -> str:
    """Where web answers who is on this machine.

    Raises:
        SettingsError: the port is no number.
    """
    return env.get("WEB_URL") or f"http://127.0.0.1:{_number(env, 'WEB_PORT', 8080)}"


def settings_from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force.

    Raises:
        SettingsError: a setting has a value that cannot be used.
    """
    var = var_folder(env)
    half_set: list[str] = []
    slack = _slack(env, half_set)
    teams = _secrets(env, "Teams", "TEAMS_APP_ID", "TEAMS_APP_PASSWORD", half_set)
    office = _office(env, half_set, slack, has_teams=teams is not None)
    return Settings(
        host=env.get("WEB_HOST", "127.0.0.1"),
        port=_number(env, "WEB_PORT", 8080),
        engine_urls=_engine_urls(env),
        engine_token=env.get("ENGINE_TOKEN", ""),
        database_url=env.get("DATABASE_URL", default_database(env)),
        shared_storage="async+" + env.get("REDIS_URL", "memory://"),
        secret_key=_secret_key(env, var / "secret_key"),
        keep_days=_number(env, "KEEP_DAYS", 90),
        public_url=env.get("PUBLIC_URL", "").rstrip("/"),
        proxy_hops=_number(env, "PROXY_HOPS", 0),
        slack=slack,
        teams=teams
        and TeamsSettings(
            *teams,
            tenant_id=env.get("TEAMS_TENANT_ID", "").strip(),
            login_url=env.get("TEAMS_LOGIN_URL", MICROSOFT_LOGIN),
            metadata_url=env.get("TEAMS_METADATA_URL", BOT_CONNECTOR_METADATA),
            service_url=env.get("TEAMS_SERVICE_URL", BOT_CONNECTOR),
        ),
        oidc=_oidc(env, half_set),
        second_opinion_share=_share(env, "SECOND_OPINION_SHARE", 20),
        holdout_share=_share(env, "HOLDOUT_SHARE", 10),
        embed_hosts=_embed_hosts(env),
        closed_channels=_closed_channels(env),
        metrics_host=env.get("METRICS_HOST", "127.0.0.1"),
        metrics_port=_told(metrics_port, env),
        traces_endpoint=_told(traces_endpoint, env),
        office=office,
        agency=_agency(env, half_set),
        old_secret_key=_old_secret_key(env),
        training_url=env.get("TRAINING_URL", ""),
        security_contacts=_security_contacts(env),
        half_set=tuple(half_set),
    )


def _secrets(
    env: Mapping[str, str], channel: str, identity: str, secret: str, half_set: list[str]
) -> tuple[str, str] | None:
    """A channel's secrets; None, and a sentence added, if one is set and the other not."""
    first, second = env.get(identity, "").strip(), env.get(secret, "").strip()
    if first and second:
        return first, second
    if first or second:
        half_set.append(f"{channel} är avstängt: {secret if first else identity} saknas.")
    return None


def _slack(env: Mapping[str, str], half_set: list[str]) -> SlackSettings | None:
    try:
        return slack_settings(env, half_set)
    except SlackSettingsError as error:
        raise SettingsError(str(error)) from None


def _oidc(env: Mapping[str, str], half_set: list[str]) -> OidcSettings | None:
    """The organisation's login; None, and a sentence added, if it is set in part."""
    values = {
        "OIDC_ISSUER": env.get("OIDC_ISSUER", "").strip(),
        "OIDC_CLIENT_ID": env.get("OIDC_CLIENT_ID", "").strip(),
        "OIDC_CLIENT_SECRET": env.get("OIDC_CLIENT_SECRET", "").strip(),
    }
    missing = [name for name, value in values.items() if not value]
    if missing:
        if len(missing) < len(values):
            names = " och ".join(missing)
            half_set.append(f"Organisationens inloggning är avstängd: {names} saknas.")
        return None
    if not SAFE_ADDRESS.match(values["OIDC_ISSUER"]):
        raise SettingsError("OIDC_ISSUER ska vara en adress som börjar med https://.")
    return OidcSettings(*values.values())


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise SettingsError(f"{name} ska vara ett heltal, inte {value!r}.")
    return int(value)


def _told[T](read: Callable[[Mapping[str, str]], T], env: Mapping[str, str]) -> T:
    try:
        return read(env)
    except (MetricsError, TracesError) as error:
        raise SettingsError(str(error)) from None


def _share(env: Mapping[str, str], name: str, default: int) -> int:
    share = _number(env, name, default)
    if share > 100:
        raise SettingsError(f"{name} ska vara ett tal från 0 till 100, inte {share}.")
    return share


def _embed_hosts(env: Mapping[str, str]) -> tuple[str, ...]:
    hosts = [part.strip().lower() for part in env.get("EMBED_HOSTS", "").split(",")]
    for host in filter(None, hosts):
        if not _EMBED_HOST.fullmatch(host):
            raise SettingsError(
                "EMBED_HOSTS ska vara adresser som https://www.example.se eller "
                f"https://*.example.se, med komma emellan och utan sökväg, inte {host!r}."
            )
    return tuple(dict.fromkeys(filter(None, hosts)))


def _engine_urls(env: Mapping[str, str]) -> tuple[str, ...]:
    urls = [part.strip().rstrip("/") for part in env.get("ENGINE_URL", "").split(",")]
    urls = list(filter(None, urls)) or ["http://127.0.0.1:5005"]
    for url in urls:
        if not url.startswith(("http://", "https://")):
            raise SettingsError(
                "ENGINE_URL ska vara adresser som http://127.0.0.1:5005, med komma emellan, "
                f"inte {url!r}."
            )
    return tuple(dict.fromkeys(urls))


def _closed_channels(env: Mapping[str, str]) -> tuple[str, ...]:
    names = [part.strip().lower() for part in env.get("CLOSED_CHANNELS", "").split(",")]
    for name in filter(None, names):
        if not re.fullmatch(r"[a-z_]+", name):
            raise SettingsError(
                "CLOSED_CHANNELS ska vara kanalers namn med komma emellan, som browser,slack, "
                f"inte {name!r}."
            )
    return tuple(dict.fromkeys(filter(None, names)))


def _security_contacts(env: Mapping[str, str]) -> tuple[str, ...]:
    contacts = [part.strip() for part in env.get("SECURITY_CONTACT", "").split(",")]
    for contact in filter(None, contacts):
        if not re.fullmatch(r"(mailto:[^\s@]+@|https://)[^\s@]+", contact):
            raise SettingsError(
                "SECURITY_CONTACT ska vara adresser som mailto:sakerhet@example.se eller "
                f"https://example.se/sakerhet, med komma emellan, inte {contact!r}."
            )
    return tuple(dict.fromkeys(filter(None, contacts)))


def _office(
    env: Mapping[str, str], half_set: list[str], slack: SlackSettings | None, *, has_teams: bool
) -> OfficeSettings:
    try:
        return office_settings(env, half_set, slack, has_teams=has_teams)
    except OfficeSettingsError as error:
        raise SettingsError(str(error)) from None


def _agency(env: Mapping[str, str], half_set: list[str]) -> AgencySettings:
    try:
        return agency_settings(env, half_set)
    except AgencySettingsError as error:
        raise SettingsError(str(error)) from None


def _secret_key(env: Mapping[str, str], own: Path) -> str:
    return _strong(env.get("SECRET_KEY") or _own_secret(own), "SECRET_KEY")


def _old_secret_key(env: Mapping[str, str]) -> str:
    key = env.get("OLD_SECRET_KEY", "")
    return key and _strong(key, "OLD_SECRET_KEY")


def _strong(key: str, name: str) -> str:
    if len(key) < _LEAST_KEY_CHARACTERS:
        raise SettingsError(
            f"{name} ska ha minst {_LEAST_KEY_CHARACTERS} tecken: "
            "den som gissar den kan läsa andras samtal."
        )
    return key


def _own_secret(path: Path) -> str:
    """A key made at the first start, so that cookies survive a restart."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text().strip()
