"""What is logged: an allow-list. Names, e-mail addresses, tokens and addresses of callers never enter a line, whoever writes it.

An event is a word of ours, its facts are codes, ids and numbers under known names; whatever else is handed in is left out. Of an
exception stay its type and where in our code it passed: messages and local variables hold what people sent. Libraries say where they
are in trouble, not what they say of it. Lines go to stderr: JSON in production, readable in a demo.
"""

import logging
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO, cast

import orjson
import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import EventDict, WrappedLogger

OWN: Final = "app"
LIBRARIES: Final = ("uvicorn", "uvicorn.error", "uvicorn.access", "sqlalchemy", "alembic", "httpx", "httpcore", "dbos", "asyncio")
KNOWN: Final = frozenset(
    {
        *("event", "level", "at", "logger", "where", "error", "caused_by", "frames", "place"),
        *("method", "route", "status", "milliseconds", "request_id", "client_id", "tenant_id"),
        *("mode", "host", "port", "version", "code", "kind", "name", "count", "attempt", "finished", "voided", "waiting"),
    }
)
"""The facts that a line may have. A new one comes here, and never holds what somebody sent."""

_EXTRA = frozenset({"kind", "code", "place", "tenant_id", "attempt"})
"""The facts that lines through the standard library's logging may bring along."""
_EVENT = re.compile(r"[a-z][a-z0-9_. ]{0,60}")
_MOST_CHARACTERS = 200
_FOLDER = Path(__file__).resolve().parent.parent
_TOLD_BY_REQUESTS = "Exception in ASGI application"
_Facts = EventDict | Mapping[str, Any]


def logger_named(name: str) -> BoundLogger:
    """Return a logger of ours. Nothing is written before `start_logs` says where to."""
    processors = [structlog.stdlib.filter_by_level, structlog.stdlib.add_log_level, trouble_told, only_known]
    wrapped = structlog.wrap_logger(
        logging.getLogger(f"{OWN}.{name}"),
        processors=[*processors, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=False,
    )
    return cast("BoundLogger", wrapped)


def start_logs(level: str, *, readable: bool, stream: TextIO | None = None) -> None:
    """Write the lines of this process to `stream`, by default stderr, from now on: ours from that level, libraries' from WARNING."""
    lines = logging.StreamHandler(stream or sys.stderr)
    lines.setFormatter(_formatter(readable=readable))
    lines.addFilter(lambda record: not str(record.msg).startswith(_TOLD_BY_REQUESTS))
    root = logging.getLogger()
    root.handlers = [lines]
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(level.upper())
    for name in LIBRARIES:
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True
        library.setLevel(logging.WARNING)


def only_known(_logger: WrappedLogger, _method: str, facts: EventDict) -> EventDict:
    """Leave out whatever is not on the list, and events that are no words of ours."""
    kept = {name: _plain(value) for name, value in facts.items() if name in KNOWN or name.startswith("_")}
    if not _EVENT.fullmatch(str(facts.get("event", ""))):
        kept["event"] = "unnamed"
    return kept


def trouble_told(_logger: WrappedLogger, _method: str, facts: EventDict) -> EventDict:
    """Put type and place where there was an exception."""
    found = facts.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else sys.exc_info()[1] if found is True else found
    return {**facts, **trouble_of(error)} if isinstance(error, BaseException) else facts


def trouble_of(error: BaseException) -> dict[str, Any]:
    """Return what may be told of an exception: its type, what caused it, and where in our code it passed."""
    cause = error.__cause__ or error.__context__
    told = {"error": _kind(error), "frames": _frames(error.__traceback__)}
    return {**told, "caused_by": _kind(cause)} if cause else told


def _formatter(*, readable: bool) -> ProcessorFormatter:
    stamp: Callable[[WrappedLogger, str, EventDict], EventDict] = structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")
    renderer = (
        structlog.dev.ConsoleRenderer(colors=False, timestamp_key="at")
        if readable
        else structlog.processors.JSONRenderer(serializer=lambda facts, **_: orjson.dumps(facts).decode())
    )
    return ProcessorFormatter(
        processors=[ProcessorFormatter.remove_processors_meta, stamp, renderer],
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.ExtraAdder(_EXTRA), _library, trouble_told, only_known],
        use_get_message=False,
        keep_exc_info=False,
    )


def _library(_logger: WrappedLogger, _method: str, facts: EventDict) -> EventDict:
    """Return the facts of a line of a library: who and where, without its text. A module of ours says what it tells by `extra`."""
    record = cast("logging.LogRecord", facts["_record"])
    own = record.name.startswith(f"{OWN}.")
    return {
        **facts,
        "event": record.name.removeprefix(f"{OWN}.") if own else "library",
        "logger": record.name,
        "where": f"{record.module}:{record.lineno}",
    }


def _plain(value: object) -> object:
    """Return a value that is a code, an id, a number, or a list of such; nothing else gets through."""
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, str):
        return value[:_MOST_CHARACTERS]
    if isinstance(value, tuple | list):
        return [str(each)[:_MOST_CHARACTERS] for each in value]
    return value if isinstance(value, logging.LogRecord) else type(value).__name__


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _frames(trace: TracebackType | None) -> list[str]:
    """Return the places in our own code, the outermost first."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        file = Path(code.co_filename)
        if file.is_relative_to(_FOLDER):
            found.append(f"{file.relative_to(_FOLDER)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found
