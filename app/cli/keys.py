"""`proscenium keys`: the signing keys of issuers. Rotation and what follows from it come with the desk."""

from typing import Annotated

import typer

from app.cli.opening import opened
from app.model.secured import Algorithm
from app.services.create_issuer import add_key
from app.services.list_keys import issuer_named, keys_of

app = typer.Typer(help="Signing keys of issuers.", no_args_is_help=True)


@app.command("list")
def list_keys(issuer: Annotated[str | None, typer.Argument(help="The issuer's slug; default: all")] = None) -> None:
    """List keys: issuer, name, algorithm, state, where the public half is said, where the private half lies."""
    with opened() as installation:
        if issuer is not None:
            issuer_named(installation, issuer)
        for key, identity in keys_of(installation, issuer):
            slug = identity.profile.slug
            print(f"{slug}  {key.kid}  {key.algorithm:6} {key.state:8} {key.public.verification_method}  {key.uri}")


@app.command("create")
def create(
    issuer: Annotated[str, typer.Argument(help="The issuer's slug")],
    algorithm: Annotated[Algorithm, typer.Option(help="EdDSA signs Data Integrity, RS256 the Open Badges JWT")] = Algorithm.EDDSA,
) -> None:
    """Make a further key: from now on the newest active one of its algorithm signs. Older ones stay listed."""
    with opened() as installation:
        key = add_key(installation, issuer_named(installation, issuer), algorithm)
        print(f"{key.kid}  {key.algorithm}  {key.public.verification_method}")
