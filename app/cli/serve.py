"""`proscenium serve`, `proscenium migrate`: what runs in production."""

import resource
import socket
from contextlib import suppress
from dataclasses import replace
from functools import partial

import uvicorn

from app.adapters.database import migrate as migrations
from app.cli.http_protocol import HttpProtocol
from app.cli.opening import with_demo_keys
from app.config import Settings, read_settings
from app.edge.logs import logger_named, start_logs
from app.errors import ConfigurationError
from app.main import VERSION, application, open_installation, request_rules
from app.services.installation import Installation
from app.services.recover import Recovered, recover

_log = logger_named("service")
KEEP_ALIVE_SECONDS = 15


def serve() -> None:
    """Serve on PROSCENIUM_HOST:PROSCENIUM_PORT. Settings come from the environment; all wrong ones are named at once."""
    settings = read_settings()
    start_logs(settings.log_level, readable=settings.demo)
    with listening(settings) as listener:
        serve_installation(open_installation(with_demo_keys(settings)), listener, settings)


def listening(settings: Settings) -> socket.socket:
    """Return a socket that listens on PROSCENIUM_HOST:PROSCENIUM_PORT, or raise ConfigurationError.

    It comes before anything is opened or made: of two starts at once the second one ends here. Callers wait until we serve.
    """
    try:
        return socket.create_server((settings.host, settings.port), family=socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0].lower()
        advice = "stop what runs there, or choose another port with PROSCENIUM_PORT"
        raise ConfigurationError(f"Cannot listen on {settings.host}:{settings.port}, {reason}: {advice}.") from error


def serve_installation(installation: Installation, listener: socket.socket, settings: Settings) -> None:
    """Finish what a crash left, then serve until told to stop; requests and what goes on beside them are finished."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # open keys are in our memory: no crash writes it to a disk
    installation = replace(installation, closing=(*installation.closing, partial(_log.info, "service stopped")))
    start_installation(installation)
    server = uvicorn.Server(
        uvicorn.Config(
            application(installation, request_rules(settings)),
            http=HttpProtocol,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=30,
        )
    )
    print(f"Serving {installation.public_url}. `proscenium desk TENANT` prints a link to the desk.", flush=True)
    _log.info("service started", mode=str(settings.mode), host=settings.host, port=settings.port, version=VERSION)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def start_installation(installation: Installation) -> None:
    """Finish what a crash left, and begin what goes on beside the requests."""
    recovered = recover(installation)
    if recovered != Recovered(0, 0):
        counts = f"{recovered.finished} credentials finished, {recovered.voided} given up, {recovered.waiting} wait for their key"
        print(f"Left by a crash: {counts}.")
        _log.warning("crash mended", finished=recovered.finished, voided=recovered.voided, waiting=recovered.waiting)
    installation.start()


def migrate() -> None:
    """Bring the database of PROSCENIUM_DATABASE_URL to the newest schema."""
    settings = read_settings()
    migrations.upgrade(settings.database)
    print(f"The database is at revision {migrations.current(settings.database)}.")
