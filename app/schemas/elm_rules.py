"""What a European Digital Credential must keep and shapes do not see: times in their order, a holder with a name, credits that add up.

Spec: elm.md §7.4, §3.3; VC Data Model 1.1 §4.4–4.6; Council Recommendation 2022/C 243/02 Annex I
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from app.errors import Fault
from app.schemas.elm_graph import Graph, Node, Path, pointer
from app.schemas.elm_terms import TERMS_OF_CREDENTIAL
from app.schemas.elm_values import counts_months
from app.schemas.moments import is_moment, read_moment
from app.schemas.vocabularies import concepts

_ENDS = ("expirationDate", "validUntil")
_MOMENTS = frozenset(term for term, kind in TERMS_OF_CREDENTIAL.items() if kind == "moment")
_NAMES = ("fullName", "givenName", "familyName")
_NOTHING = Node((), set(), {})
"""Of what is not described."""
_OWN_CREDITS = concepts("note")["own-credits"].uri
_WORKLOADS = ("volumeOfLearning", "workload")


def validity_faults(graph: Graph) -> Iterator[Fault]:
    """Yield each end of the validity that lies before its beginning."""
    begins = _moment(root(graph), "validFrom")
    for term in _ENDS:
        ends = _moment(root(graph), term)
        if begins and ends and ends < begins:
            yield _at(root(graph), term, f"expected {term} not to lie before validFrom")


def proof_faults(graph: Graph) -> Iterator[Fault]:
    """Yield the fault of a proof inside: what Europass seals is sealed from outside, and no shape takes such a proof."""
    if root(graph).values.get("proof"):
        yield _at(root(graph), "proof", "expected a seal around the credential, found a proof within it")


def zone_faults(graph: Graph) -> Iterator[Fault]:
    """Yield each moment without a zone."""
    for node in graph.nodes.values():
        for term in filter(_MOMENTS.__contains__, node.values):
            for text, path in node.values[term].items():
                if not is_moment(text):
                    yield Fault(pointer(path), "expected a date and time with its zone, such as 2026-01-31T12:00:00Z")


def agreement_faults(graph: Graph) -> Iterator[Fault]:
    """Yield what says one thing twice and differently, or only by the name that some readers do not know."""
    for first, second in (("issued", "issuanceDate"), _ENDS):
        said = [root(graph).values.get(term, {}).keys() for term in (first, second)]
        if said[0] != said[1]:
            yield _at(root(graph), second, f"expected {second} to say the same as {first}")


def period_faults(graph: Graph) -> Iterator[Fault]:
    """Yield each period that ends before it begins."""
    for node in [node for node in graph.nodes.values() if "endDate" in node.values]:
        begins, ends = _moment(node, "startDate"), _moment(node, "endDate")
        if begins and ends and ends < begins:
            yield _at(node, "endDate", "expected endDate not to lie before startDate")


def workload_faults(graph: Graph) -> Iterator[Fault]:
    """Yield each workload that counts months: P60M was meant to be minutes or hours."""
    for node in graph.nodes.values():
        for term in _WORKLOADS:
            for text, path in node.values.get(term, {}).items():
                if counts_months(text):
                    yield Fault(pointer(path), "expected a workload in hours, such as PT60H; found one in months")


def holder_faults(graph: Graph) -> Iterator[Fault]:
    """Yield the fault of a learner who is not a person with a name."""
    for key, path in root(graph).values.get("credentialSubject", {}).items():
        subject = graph.nodes.get(key)
        if subject is None or "Person" not in subject.types or not any(map(subject.values.get, _NAMES)):
            yield Fault(pointer((path, "fullName")), "expected the learner to be a Person with a name")


def credit_faults(graph: Graph) -> Iterator[Fault]:
    """Yield each achievement whose parts bring more credits than the whole, or fewer, where all are there and no note says why.

    All are there if they are those that the specification names: a learner may hold some of the parts only.
    """
    for node in graph.nodes.values():
        parts = [graph.nodes[key] for key in node.values.get("hasPart", {}) if key in graph.nodes]
        if parts and "LearningAchievement" in node.types:
            yield from _sum_faults(graph, node, parts)


def _sum_faults(graph: Graph, whole: Node, parts: list[Node]) -> Iterator[Fault]:
    specified = [_specification(graph, each) for each in (whole, *parts)]
    credits_of_whole, *credits_of_parts = (_credits(graph, each) for each in specified)
    for framework, points in credits_of_whole.items():
        of_parts = [each[framework] for each in credits_of_parts if framework in each]
        total = sum(of_parts, Decimal(0))
        short = total < points and len(of_parts) == len(parts) and _is_complete(specified[0], parts)
        if total > points or (short and not _has_credits_of_its_own(graph, whole)):
            yield _at(whole, "hasPart", f"expected the parts to bring the {points:f} credits of the whole, found {total:f}")


def _is_complete(whole: Node, parts: list[Node]) -> bool:
    """Return whether the specification names its parts, and these are the ones: others that it names are still to come."""
    named = whole.values.get("hasPart", {}).keys()
    return bool(named) and named == {key for part in parts for key in part.values.get("specifiedBy", {})}


def _has_credits_of_its_own(graph: Graph, whole: Node) -> bool:
    """Return whether a note says that the whole brings credits beyond those of its parts."""
    notes = (graph.nodes[key] for key in whole.values.get("additionalNote", {}) if key in graph.nodes)
    return any(_OWN_CREDITS in note.values.get("subject", {}) for note in notes)


def _specification(graph: Graph, achievement: Node) -> Node:
    return next((graph.nodes[key] for key in achievement.values.get("specifiedBy", {}) if key in graph.nodes), _NOTHING)


def _credits(graph: Graph, specification: Node) -> dict[str, Decimal]:
    """Return the credits of a specification by framework; none that cannot be counted."""
    found: dict[str, Decimal] = {}
    for credit in (graph.nodes[key] for key in specification.values.get("creditPoint", {}) if key in graph.nodes):
        for framework in credit.values.get("framework", {}):
            for text in credit.values.get("point", {}):
                points = _number(text)
                if points is not None:
                    found[framework] = points
    return found


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() < _DIGITS else None


_DIGITS = 9
"""More of them nobody earns; and sums of larger numbers cost."""


def root(graph: Graph) -> Node:
    """Return the credential itself: the node that was read first."""
    return next(iter(graph.nodes.values()))


def _moment(node: Node, term: str) -> datetime | None:
    """Return the moment under a term; None where there is none, or none with a zone."""
    return next((read_moment(text) for text in node.values.get(term, {}) if is_moment(text)), None)


def _at(node: Node, term: str, detail: str) -> Fault:
    path: Path = next(iter(node.values.get(term, {}).values()), (node.path, term))
    return Fault(pointer(path), detail)
