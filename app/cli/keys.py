"""`proscenium keys`: the signing keys of issuers, from the first signature to the last. Whoever sits here acts as the operator."""

from datetime import datetime
from typing import Annotated

import typer

from app.api.discovery import DID_SECONDS
from app.cli.lines import printable
from app.cli.opening import opened
from app.cli.seals import Issuer, bring_seal, create_seal
from app.model.secured import Algorithm
from app.schemas.moments import read_moment, write_moment
from app.services.audited import operator_actor
from app.services.compromise_key import Compromised, compromise_key
from app.services.create_issuer import add_key
from app.services.installation import Installation
from app.services.list_keys import issuer_named, listed_keys
from app.services.prove_keys import Flaw
from app.services.retire_key import retire_key
from app.services.rotate_keys import rotate_key

app = typer.Typer(help="Signing keys and seals of issuers.", no_args_is_help=True)
app.command("create-test-seal")(create_seal)
app.command("import-seal")(bring_seal)

Kid = Annotated[str, typer.Argument(help="The key's name: `keys list` shows it")]
By = Annotated[Algorithm, typer.Option(help="EdDSA signs Data Integrity, RS256 the Open Badges JWT")]

_FLAWED = """\
The new key signs, but not everything that the older ones signed verifies. Nothing was lost: every key is still listed, and stored
files never change. Compare what {did}
says with `proscenium keys list {slug}`, run `proscenium doctor`, and bring back what is missing from a backup."""

_LIMITS = """\
What this cannot undo:
- Files that a thief signed have no entry here. Our verifier calls none of them valid, whatever date they bear.
- Other verifiers refuse them if they honour `revoked` in the issuer's DID document. Those that do not will accept them.
- Copies of status lists and of the DID document live up to {seconds} seconds longer in the caches of others.
- Whoever lost a credential by this needs a new one: reissue it with the reason `renewal`. It is signed with a key that is sound."""

_LIMITS_OF_SEALS = """\
What this cannot undo:
- Other verifiers know nothing of it: have the authority that issued the certificate revoke it, today.
- Files that a thief sealed have no entry here. Our verifier calls none of them valid, whatever date they bear.
- Nothing takes the seal's place: `proscenium keys import-seal` brings another. Until then nothing is sealed; badges are issued as before.
- Whoever lost a credential by this needs a new one: reissue it with the reason `renewal`."""


def _moment(text: str) -> datetime:
    try:
        return read_moment(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@app.command("list")
def list_keys(issuer: Annotated[str | None, typer.Argument(help="The issuer's slug; default: all")] = None) -> None:
    """List keys and seals: issuer, name, algorithm, state, where public and private half are, how many files each signed."""
    with opened() as installation:
        if issuer is not None:
            issuer_named(installation, issuer)
        for listed in listed_keys(installation, issuer):
            key, slug = listed.key, listed.identity.profile.slug
            since = f"  revoked since {write_moment(key.public.revoked_at)}" if key.public.revoked_at else ""
            since += f"  seals until {write_moment(key.certificate.valid_until)}" if key.certificate else ""
            method = key.public.verification_method
            print(f"{slug}  {key.kid}  {key.algorithm:6} {key.state:8} {method}  {key.uri}  {listed.files} files{since}")


@app.command("create")
def create(issuer: Issuer, algorithm: By = Algorithm.EDDSA) -> None:
    """Make a further key: from now on the newest active one of its algorithm signs. Older ones stay active."""
    with opened() as installation:
        key = add_key(installation, issuer_named(installation, issuer), algorithm)
        print(f"{key.kid}  {key.algorithm}  {key.public.verification_method}")


@app.command("rotate")
def rotate(issuer: Issuer, algorithm: By = Algorithm.EDDSA) -> None:
    """Let a new key sign in place of the older ones, and prove that what those signed still verifies. Ends with 1 where it does not."""
    with opened() as installation:
        identity = issuer_named(installation, issuer)
        rotated = rotate_key(installation, operator_actor(identity.tenant_id), issuer, algorithm)
        print(f"{rotated.new.kid}  {rotated.new.algorithm}  {rotated.new.public.verification_method}  signs from now on")
        for key in rotated.retired:
            print(f"{key.kid}  {key.algorithm}  is retired: it stays listed and signs no more")
        print(f"{rotated.proved.files} files of all keys of {issuer} verify.")
        if rotated.proved.flaws:
            _tell_flaws(rotated.proved.flaws, _FLAWED.format(slug=issuer, did=f"{installation.public_url}/issuers/{issuer}/did.json"))
            raise typer.Exit(1)


@app.command("retire")
def retire(issuer: Issuer, kid: Kid) -> None:
    """Let a key sign nothing new. What nobody can sign any more, because the key is lost, is given up and may be asked for again."""
    with opened() as installation:
        retired = retire_key(installation, operator_actor(issuer_named(installation, issuer).tenant_id), issuer, kid)
        print(f"{retired.key.kid}  {retired.key.algorithm}  is retired: it stays listed and signs no more")
        if retired.voided:
            print(f"{retired.voided} intents were given up, for the key does not open: their senders may ask again.")
        if retired.left:
            print(f"{retired.left} intents that it was to sign are finished with it.")


@app.command("compromise")
def compromise(
    issuer: Issuer,
    kid: Kid,
    since: Annotated[str, typer.Option(help="From when on it may be in strange hands, e.g. 2026-01-31T12:00:00Z")],
) -> None:
    """Trust nothing that a key signed since a moment: revoke the key and those credentials, publish it, and say what that cannot undo."""
    moment = _moment(since)
    with opened() as installation:
        identity = issuer_named(installation, issuer)
        _tell_compromised(installation, compromise_key(installation, operator_actor(identity.tenant_id), issuer, kid, moment))


def _tell_compromised(installation: Installation, compromised: Compromised) -> None:
    key, new = compromised.key, compromised.replacement
    since = write_moment(key.public.revoked_at or key.created_at)
    print(f"{key.kid}  {key.algorithm}  is revoked since {since}")
    if new is not None:
        print(f"{new.kid}  {new.algorithm}  {new.public.verification_method}  signs from now on")
    print(f"{compromised.revoked.credentials} credentials were revoked (key_compromise): it signed a file of them at that moment or later.")
    if compromised.revoked.intents:
        print(f"{compromised.revoked.intents} intents that it was to sign were given up: their senders may ask again.")
    print(f"{compromised.kept} credentials that it signed before stay good: our register vouches for them.")
    limits = _LIMITS if key.certificate is None else _LIMITS_OF_SEALS
    print(limits.format(seconds=max(DID_SECONDS, installation.status_ttl_seconds)))


def _tell_flaws(flaws: tuple[Flaw, ...], advice: str) -> None:
    for flaw in flaws:
        print(printable(f"✗ {flaw.format} of {flaw.credential_id}, signed with {flaw.kid}: {flaw.code}"))
    print(advice)
