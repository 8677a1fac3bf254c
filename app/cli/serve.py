"""`proscenium serve`, `proscenium migrate`: what runs in production."""

import uvicorn

from app.adapters.database import migrate as migrations
from app.config import Settings, read_settings
from app.main import application, open_installation
from app.services.installation import Installation
from app.services.recover import recover


def serve() -> None:
    """Serve on PROSCENIUM_HOST:PROSCENIUM_PORT. Settings come from the environment; all wrong ones are named at once."""
    settings = read_settings()
    serve_installation(settings, open_installation(settings))


def serve_installation(settings: Settings, installation: Installation) -> None:
    """Finish what a crash left, then serve until told to stop; requests under way are finished."""
    recovered = recover(installation)
    if recovered.finished or recovered.voided:
        print(f"Left by a crash: {recovered.finished} credentials finished, {recovered.voided} given up.")
    uvicorn.run(
        application(installation),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=30,
    )


def migrate() -> None:
    """Bring the database of PROSCENIUM_DATABASE_URL to the newest schema."""
    settings = read_settings()
    migrations.upgrade(settings.database)
    print(f"The database is at revision {migrations.current(settings.database)}.")
