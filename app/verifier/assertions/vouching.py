"""How an issuer vouches for an assertion: by a badge class that names it, and by the web address where the assertion lies.

Spec: Open Badges 2.0, HostedBadge Verification, https://www.imsglobal.org/spec/ob/v2p0#HostedBadge
"""

from app.verifier.assertions.linked import NOT_FOUND, Linked
from app.verifier.assertions.sameness import differing_members
from app.verifier.assertions.scope import in_scope, on_hosts
from app.verifier.evidence import Circumstance
from app.verifier.liberal import identifier
from app.verifier.shown import shown

_MOST_MEMBERS = 5


def links_trouble(chain: Linked) -> Circumstance | None:
    """Return why the issuer cannot be told from the badge class, or is another than the assertion embeds."""
    if chain.badge.document is None:
        return chain.badge.circumstance("badge-class-unavailable")
    if chain.issuer_id is None:
        return Circumstance("issuer-missing", {})
    if chain.embedded is not None and identifier(chain.embedded.get("issuer")) != chain.issuer_id:
        return _of_another(chain)
    if chain.issuer.document is None:
        return chain.issuer.circumstance("issuer-profile-unavailable")
    return None


def _of_another(chain: Linked) -> Circumstance:
    return Circumstance("badge-of-another", {"issuer": shown(chain.issuer_id), "badge": shown(chain.badge.name)})


def address_is_the_issuers(chain: Linked) -> Circumstance:
    """Return whether the address of a hosted assertion, and that of its badge class, are the issuer's by its profile."""
    profile = chain.issuer.document or {}
    facts = {"issuer": shown(chain.issuer.name), "address": shown(chain.hosted.name)}
    if not in_scope(chain.hosted.name, profile):
        return Circumstance("host-of-another", facts)
    if chain.badge.address is not None and not on_hosts(chain.badge.name, profile):
        return _of_another(chain)
    return Circumstance("host-is-issuers", facts)


def copy_is_confirmed(chain: Linked) -> Circumstance:
    """Return whether what lies at the address of a hosted assertion says the same as the copy that was handed in."""
    hosted, facts = chain.hosted, {"address": shown(chain.hosted.name)}
    if chain.withdrawn and "badge" not in (hosted.document or {}):
        return Circumstance("hosted-withdrawn", facts)
    if hosted.document is None:
        return Circumstance("hosted-not-there", facts) if hosted.status == NOT_FOUND else hosted.circumstance("hosted-unavailable")
    differing = differing_members(chain)
    if differing:
        return Circumstance("hosted-copy-differs", {**facts, "members": ", ".join(map(shown, differing[:_MOST_MEMBERS]))})
    return Circumstance("hosted-copy-same", facts)
