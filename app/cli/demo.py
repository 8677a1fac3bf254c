"""`proscenium demo`: from nothing to a running service with sample data. `make run` calls it."""

from pathlib import Path

from app.adapters.keystores.passphrase import create_passphrase_file
from app.cli.serve import listening, serve_installation
from app.config import Settings, read_settings
from app.errors import ConfigurationError
from app.main import open_installation
from app.services.prepare_demo import Demo, prepare_demo

CATALOGUES = ("inspire.yaml", "restart.yaml")
_ROOT = Path(__file__).resolve().parent.parent.parent


def demo() -> None:
    """Prepare what is missing, say how to issue the first credential, and serve."""
    asked = read_settings()
    if not asked.demo:
        raise ConfigurationError("`proscenium demo` is for PROSCENIUM_MODE=demo; production runs `proscenium serve`.")
    with listening(asked) as listener:
        settings = with_passphrase(asked)
        mark_keys(settings)
        installation = open_installation(settings)
        files = tuple(_ROOT / "catalogue" / name for name in CATALOGUES)
        show(prepare_demo(installation, files, settings.var_dir / "demo.json", print))
        serve_installation(installation, listener)


def with_passphrase(settings: Settings) -> Settings:
    """Return settings that name a passphrase; the demo makes one up under `var/` (0600) where none is set."""
    if settings.keys_passphrase is not None or settings.keys_passphrase_file is not None:
        return settings
    file = settings.demo_passphrase_file
    if not file.exists():
        create_passphrase_file(file)
    return settings.model_copy(update={"keys_passphrase_file": file})


def mark_keys(settings: Settings) -> None:
    """Say beside the keys that a demo made them: production refuses them."""
    settings.keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.demo_mark.touch()


def show(made: Demo) -> None:
    """Print what a newcomer needs."""
    print(
        f"""
Proscenium demo: everything issued here is a TEST.

  Open      {made.base_url}
  API       {made.base_url}/docs
  Desk      {made.admin_url}   (opens once)
  API key   {made.api_key}
  Issuer    {made.issuer_did}

Issue the first credential (copy, paste):

{made.curl}

Then open `links.public` of the answer. Ctrl-C stops the service; the same stands in var/demo.json.
""",
        flush=True,
    )
