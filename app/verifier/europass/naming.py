"""Whether the issuer whom a credential names is the one whom the seal's certificate names: nobody but the certificate vouches for that.

Compared are the legal name with O, the eIDAS identifier with organizationIdentifier, the country with C. What the certificate does
not say, it does not confirm.

Spec: elm.md §2.3 (Europass writes the issuer from the certificate); ETSI EN 319 412-1 §5.1.4, -3 §4.2.1 (names of legal persons)
"""

import unicodedata
from collections.abc import Iterator
from typing import Any

from app.model.seal import CertificateSubject
from app.model.secured import Document
from app.schemas.countries import country_uri
from app.verifier.europass.nodes import Nodes
from app.verifier.liberal import names, text

_NOTHING = "–"


def differences(nodes: Nodes, issuer: Document, certified: CertificateSubject) -> Iterator[dict[str, str]]:
    """Yield each member of the issuer that the certificate does not confirm: `member`, what is `said`, what is `certified`."""
    said_names = tuple(_texts(issuer.get("legalName")))
    organisation = _plain(certified.organisation)
    if not organisation or not any(_plain(name) == organisation for name in said_names):
        yield _difference("legalName", next(iter(said_names), ""), certified.organisation)
    identifiers = nodes.all_of(issuer.get("eIDASIdentifier"))
    notations = tuple(text(each.get("notation")) or "" for each in identifiers)
    if set(notations) != {certified.organisation_identifier} or not certified.organisation_identifier:
        yield _difference("eIDASIdentifier", next(iter(notations), ""), certified.organisation_identifier)
    countries = tuple(_countries(nodes, issuer, identifiers))
    if certified.country and country_uri(certified.country) not in countries:
        yield _difference("country", next(iter(countries), "").rpartition("/")[2], certified.country)


def _countries(nodes: Nodes, issuer: Document, identifiers: tuple[Document, ...]) -> Iterator[str]:
    """Yield the country that stands beside the eIDAS identifier, else those of the issuer's places."""
    named = [nodes.one(each.get("spatial")) for each in identifiers if each.get("spatial")]
    if not named:
        addresses = (address for place in nodes.all_of(issuer.get("location")) for address in nodes.all_of(place.get("address")))
        named = [nodes.one(each.get("countryCode")) for each in addresses]
    yield from (found for each in named if (found := text(each.get("id"))) is not None)


def _texts(value: Any) -> Iterator[str]:
    """Yield the text in every language: the issuer's own is among them."""
    for each in value if isinstance(value, list) else [value]:
        yield from (found for said in (each.values() if isinstance(each, dict) else [each]) for found in names(said))


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _difference(member: str, said: str, certified: str) -> dict[str, str]:
    return {"member": member, "said": said or _NOTHING, "certified": certified or _NOTHING}
