"""`proscenium jobs`: the work beside the requests, in a process of its own."""

import signal

from app.cli.opening import opened
from app.cli.serve import start_installation
from app.config import read_settings
from app.edge.logs import start_logs

_STOPS = frozenset({signal.SIGINT, signal.SIGTERM})


def jobs() -> None:
    """Work in the background without serving, until told to stop; processes that serve then have PROSCENIUM_JOBS=false."""
    settings = read_settings().model_copy(update={"jobs": True})
    start_logs(settings.log_level, readable=settings.demo)
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)  # threads that begin from here on leave them to us
    with opened(settings) as installation:
        start_installation(installation)
        print(f"Working in the background of {installation.public_url}.", flush=True)
        signal.sigwait(_STOPS)
