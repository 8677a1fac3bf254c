"""`proscenium demo`: from nothing to a running service with sample data. `make run` calls it."""

from pathlib import Path

from app.cli.opening import with_demo_keys
from app.cli.serve import listening, serve_installation
from app.config import read_settings
from app.edge.logs import start_logs
from app.errors import ConfigurationError
from app.main import open_installation
from app.services.prepare_demo import Demo, prepare_demo

CATALOGUES = ("inspire.yaml", "restart.yaml")
_NOT_HERE = (
    "`proscenium demo` (`make run`) is for PROSCENIUM_MODE=demo; production runs `proscenium serve`, after `proscenium doctor` found "
    "nothing wrong."
)
_ROOT = Path(__file__).resolve().parent.parent.parent


def demo() -> None:
    """Prepare what is missing, say how to issue the first credential, and serve."""
    settings = read_settings()
    if not settings.demo:
        raise ConfigurationError(_NOT_HERE)
    start_logs(settings.log_level, readable=settings.demo)
    with listening(settings) as listener:
        installation = open_installation(with_demo_keys(settings))
        files = tuple(_ROOT / "catalogue" / name for name in CATALOGUES)
        demo_file = settings.var_dir / "demo.json"
        show(prepare_demo(installation, files, demo_file, print), demo_file)
        serve_installation(installation, listener, settings)


def show(made: Demo, demo_file: Path) -> None:
    """Print what a newcomer needs; `demo_file` has the same."""
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

Then open `links.public` of the answer.
{_platform(made)}
Ctrl-C stops the service; the same stands in {demo_file}.
""",
        flush=True,
    )


def _platform(made: Demo) -> str:
    """Return how to be the learning platform, unless its inbox was ended."""
    if made.event_curl is None:
        return ""
    return f"""
Or be the learning platform, and report that a course was completed:

{made.event_curl}

The same again answers with the credential and its link. What came in stands at the desk: {made.base_url}/admin/inbox
"""
