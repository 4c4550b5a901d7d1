"""What the environment says; the chart sets all but LOG_LEVEL and SESSION_KEY."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

NAME = "${{ values.name }}"
TEAM = "${{ values.team }}"
DEFAULT_PORT = ${{ values.port or 8080 }}
LOG_LEVELS = ("debug", "info", "warn", "error", "fatal")
MIN_SESSION_KEY_LENGTH = 32


class ConfigError(Exception):
    """Says everything that is wrong with the configuration, and no value."""


@dataclass(frozen=True)
class Config:
    """What the service is told when it starts."""

    port: int
    service_name: str
    service_version: str
    environment: str
    log_level: str
    # Signs cursors. From Vault, key SESSION_KEY; the same for all replicas of an environment.
    session_key: str = field(repr=False)


def _read_port(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= 5
    return int(text) if is_number and int(text) <= 65535 else None


def load_config(env: Mapping[str, str]) -> Config:
    """Reads the configuration from environment variables; raises ConfigError."""
    problems: list[str] = []
    environment = env.get("ENVIRONMENT", "local")

    port = _read_port(env.get("PORT", str(DEFAULT_PORT)))
    if port is None:
        problems.append("PORT must be a whole number from 0 to 65535")

    log_level = env.get("LOG_LEVEL", "info")
    if log_level not in LOG_LEVELS:
        problems.append(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}")

    # On a developer's machine nobody has to fetch a secret first.
    default_key = secrets.token_hex(32) if environment == "local" else ""
    session_key = env.get("SESSION_KEY", default_key)
    if len(session_key) < MIN_SESSION_KEY_LENGTH:
        problems.append(
            f"SESSION_KEY must have at least {MIN_SESSION_KEY_LENGTH} characters (Vault, {TEAM}/{NAME}/{environment})"
        )

    if problems or port is None:
        raise ConfigError(f"Invalid configuration: {'; '.join(problems)}.")
    return Config(
        port=port,
        service_name=env.get("SERVICE_NAME", NAME),
        service_version=env.get("SERVICE_VERSION", "local"),
        environment=environment,
        log_level=log_level,
        session_key=session_key,
    )
