"""The settings of web: what the environment says, read once when it starts."""

from web.settings.settings import (
    OidcSettings,
    Settings,
    SettingsError,
    TeamsSettings,
    local_address,
    settings_from_environment,
)

__all__ = [
    "OidcSettings",
    "Settings",
    "SettingsError",
    "TeamsSettings",
    "local_address",
    "settings_from_environment",
]
