"""Logs: one JSON object a line on standard output."""

import json
import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime

from service.config import Config

# Id of the request that is being answered; `reqId` in every line that is logged meanwhile.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

# The names that the services in other languages use.
_NAMES = {
    logging.DEBUG: "debug",
    logging.INFO: "info",
    logging.WARNING: "warn",
    logging.ERROR: "error",
    logging.CRITICAL: "fatal",
}


class JsonFormatter(logging.Formatter):
    """Writes a record as JSON; `extra={"fields": {...}}` adds fields of its own."""

    def __init__(self, base: Mapping[str, str]) -> None:
        super().__init__()
        self._base = base

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        entry: dict[str, object] = {
            "level": _NAMES.get(record.levelno, record.levelname.lower()),
            "time": time.replace("+00:00", "Z"),
            **self._base,
        }
        if identity := request_id.get():
            entry["reqId"] = identity
        entry.update(getattr(record, "fields", {}))
        entry["msg"] = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            entry["err"] = {
                "type": type(error).__name__,
                "message": str(error),
                "stack": self.formatException(record.exc_info),
            }
        return json.dumps(entry, ensure_ascii=False, default=str)


def log_as_json(config: Config) -> None:
    """Makes everything that is logged in this process, by libraries too, JSON with the service's name on it."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        JsonFormatter(
            {
                "service": config.service_name,
                "version": config.service_version,
                "environment": config.environment,
            }
        )
    )
    levels = {name: level for level, name in _NAMES.items()}
    logging.basicConfig(handlers=[handler], level=levels[config.log_level], force=True)
