"""`proscenium keys create-test-seal` and `import-seal`: the seals of issuers. Their passphrases are never arguments."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.lines import printable
from app.cli.opening import opened
from app.config import Settings, read_settings
from app.crypto.certificates import read_chain, subject_of
from app.errors import ConfigurationError
from app.model.record import IssuerKey
from app.model.secured import Algorithm
from app.services.audited import operator_actor
from app.services.import_seal import SealOrder, import_seal
from app.services.list_keys import issuer_named
from app.services.seals import create_test_seal

Issuer = Annotated[str, typer.Argument(help="The issuer's slug")]
Uri = Annotated[str, typer.Argument(help="Where the key lies: pkcs12:PATH, pem:PATH or pkcs11:token=LABEL;object=LABEL, ?pin-source=FILE")]
Chain = Annotated[Path | None, typer.Option(help="Certificates in PEM, the seal's own first; default: those beside the key")]
Copied = Annotated[bool, typer.Option("--copy", help="Copy the key into our own store, under our own passphrase; asks for its present one")]

_MAX_CHAIN_BYTES = 65_536


def create_seal(issuer: Issuer, algorithm: Annotated[Algorithm, typer.Option(help="ES256, ES384 or RS256")] = Algorithm.ES256) -> None:
    """Make a seal whose certificate vouches for itself and says that it is a test: for issuers of tests alone."""
    with opened() as installation:
        actor = operator_actor(issuer_named(installation, issuer).tenant_id)
        _tell(create_test_seal(installation, actor, issuer, algorithm))
        print("This is a TEST seal: nobody vouches for it, and nothing that it seals is qualified.")


def bring_seal(issuer: Issuer, uri: Uri, chain: Chain = None, copied: Copied = False) -> None:  # noqa: FBT002  typer's way to say a flag
    """Let an issuer seal with a key and certificate that it was given: in a PKCS#12 or PEM file, or on a token."""
    settings = read_settings()
    order = SealOrder(uri, _text(chain) if chain else None, copied, _asked(settings, uri) if copied else None)
    with opened(settings) as installation:
        _tell(import_seal(installation, operator_actor(issuer_named(installation, issuer).tenant_id), issuer, order))


def _asked(settings: Settings, uri: str) -> bytes | None:
    """Return the passphrase that is typed, unless settings or URI name one."""
    if settings.seal_passphrase or settings.seal_passphrase_file or "pin-source=" in uri:
        return None
    return str(typer.prompt("Passphrase of the seal", hide_input=True)).encode()


def _text(chain: Path) -> str:
    try:
        with chain.open("rb") as file:
            return file.read(_MAX_CHAIN_BYTES + 1).decode("utf-8", "replace")
    except OSError as error:
        raise ConfigurationError(f"{chain} cannot be read: {error.strerror}") from error


def _tell(key: IssuerKey) -> None:
    chain = read_chain(key.certificate.chain) if key.certificate else ()
    print(f"{key.kid}  {key.algorithm}  {key.public.verification_method}  seals from now on")
    for certificate in chain[:1]:
        subject = subject_of(certificate)
        claim = "claims to be a qualified certificate for seals" if subject.claims_qualified else "does not claim to be qualified"
        names = f"{subject.organisation}, {subject.organisation_identifier}, {subject.country} ({subject.common_name})"
        print(printable(f"The certificate names {names}, is good until {subject.valid_until:%Y-%m-%d}, and {claim}."))
