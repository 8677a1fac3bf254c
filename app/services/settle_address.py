"""Keeps an installation at its address: the public URL is signed into every credential and is the issuers' DID."""

from app.adapters.database import instance
from app.adapters.database.session import Session
from app.errors import ConfigurationError
from app.services.installation import Installation

_FACT = "public_url"


def settle_address(installation: Installation) -> None:
    """Remember the public address at the first start; raise ConfigurationError when a later start has another one."""

    def work(session: Session) -> str:
        known = instance.get(session, _FACT)
        if known is None:
            instance.put(session, _FACT, installation.public_url)
        return known or installation.public_url

    known = installation.database.write(work)
    if known != installation.public_url:
        raise ConfigurationError(
            f"This database belongs to {known}: its issuers' DIDs and every credential it signed carry that address, "
            f"but the settings say {installation.public_url}. Start with PORT or PROSCENIUM_PUBLIC_URL as before, "
            "or use another database and other keys (for the demo: another PROSCENIUM_VAR_DIR and PROSCENIUM_KEYS_DIR)."
        )
