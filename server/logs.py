"""One log format: readable lines for people, JSON lines for production, and no secrets in either."""

import logging.config
from typing import Any

import structlog

from server.secrets import hide_in_line

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class Formatter(structlog.stdlib.ProcessorFormatter):
    """Hides secrets in what is about to be written, wherever in the line they stand."""

    def format(self, record: logging.LogRecord) -> str:
        return hide_in_line(super().format(record))


def formatter(*, as_json: bool) -> Formatter:
    return Formatter(foreign_pre_chain=SHARED, processors=_last_steps(as_json=as_json))


def configure(options: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG hook. `options` is settings.LOGGING: `json` and `level`."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"structured": {"()": formatter, "as_json": options["json"]}},
            "handlers": {
                "stderr": {"class": "logging.StreamHandler", "formatter": "structured"},
            },
            "root": {"handlers": ["stderr"], "level": options["level"]},
            "loggers": {
                # One line per request and per socket is what an access log is for.
                "daphne": {"level": "WARNING"},
                "celery": {"level": "WARNING"},
                "fido2": {"level": "WARNING"},  # names a passkey whenever it is used
                "twisted": {"level": "WARNING"},
            },
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _last_steps(*, as_json: bool) -> list[Any]:
    cleaned = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if as_json:
        return [cleaned, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [cleaned, _for_people()]


def _for_people() -> structlog.dev.ConsoleRenderer:
    # Rich's tracebacks, the default, print every local variable: mails, tokens and all.
    return structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
