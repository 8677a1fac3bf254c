"""`proscenium serve`, `proscenium migrate`: what runs in production."""

import socket
from contextlib import suppress

import uvicorn

from app.adapters.database import migrate as migrations
from app.cli.http_protocol import HttpProtocol
from app.cli.opening import with_demo_keys
from app.config import Settings, read_settings
from app.errors import ConfigurationError
from app.main import application, open_installation
from app.services.installation import Installation
from app.services.recover import Recovered, recover


def serve() -> None:
    """Serve on PROSCENIUM_HOST:PROSCENIUM_PORT. Settings come from the environment; all wrong ones are named at once."""
    settings = read_settings()
    with listening(settings) as listener:
        serve_installation(open_installation(with_demo_keys(settings)), listener)


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


def serve_installation(installation: Installation, listener: socket.socket) -> None:
    """Finish what a crash left, then serve until told to stop; requests and what goes on beside them are finished."""
    start_installation(installation)
    server = uvicorn.Server(
        uvicorn.Config(
            application(installation),
            http=HttpProtocol,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=30,
        )
    )
    print(f"Serving {installation.public_url}. `proscenium desk TENANT` prints a link to the desk.", flush=True)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def start_installation(installation: Installation) -> None:
    """Finish what a crash left, and begin what goes on beside the requests."""
    recovered = recover(installation)
    if recovered != Recovered(0, 0):
        counts = f"{recovered.finished} credentials finished, {recovered.voided} given up, {recovered.waiting} wait for their key"
        print(f"Left by a crash: {counts}.")
    installation.start()


def migrate() -> None:
    """Bring the database of PROSCENIUM_DATABASE_URL to the newest schema."""
    settings = read_settings()
    migrations.upgrade(settings.database)
    print(f"The database is at revision {migrations.current(settings.database)}.")
