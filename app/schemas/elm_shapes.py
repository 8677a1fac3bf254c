"""Holds the nodes of a European Digital Credential against the profile: classes, how often, languages, vocabularies demanded.

Spec: SHACL §2.1.3 (targets), §4 (core constraints); ELM 3.2, EDC application profile 1.2.0
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from app.errors import Fault
from app.schemas.elm_graph import Graph, Node, Path, Values, is_named, pointer
from app.schemas.elm_profile import Profile, Rule
from app.schemas.elm_terms import TERMS_OF_CREDENTIAL

_EIDAS = "eIDASIdentifier"
_NOTHING = Node((), set(), {})
"""Of an id that nothing is said of."""


def shape_faults(graph: Graph, profiles: Iterable[Profile]) -> Iterator[Fault]:
    """Yield what of those profiles the nodes do not keep, each with its place."""
    for profile in profiles:
        for node in graph.nodes.values():
            for name in node.types if len(node.types) == 1 else sorted(node.types):
                if name in profile.shapes:
                    yield from _node_faults(graph, node, name, profile)


def _node_faults(graph: Graph, node: Node, name: str, profile: Profile) -> Iterator[Fault]:
    for member in profile.compulsory[name]:
        if not node.values.get(member):
            yield Fault(pointer((node.path, member)), f"expected {name} with the member {member}; it is missing")
    shape = profile.shapes[name]
    for member, found in node.values.items():
        rule = shape.get(member)
        if rule is not None and found and not _is_kept(graph, member, rule, found):
            yield from _member_faults(graph, member, rule, found)


def _is_kept(graph: Graph, member: str, rule: Rule, found: Values) -> bool:
    """Return whether all is well at a glance: most of what stands in a credential is."""
    if (len(found) > 1 and not rule.several) or member == "issuer":
        return False
    if rule.kind == "text":
        return len(found) == 1 or len({text.partition(" ")[0] for text in found}) == len(found)
    if rule.kind != "node":
        return rule.largest is None and TERMS_OF_CREDENTIAL[member] != "node"
    for key in found:
        node = graph.nodes.get(key, _NOTHING)
        if rule.classes.isdisjoint(node.types) or (rule.named and key[:2] == "_:"):
            return False
        if rule.scheme is not None and list(node.values.get("inScheme", ())) != [rule.scheme]:
            return False
    return True


def _member_faults(graph: Graph, member: str, rule: Rule, found: Values) -> Iterator[Fault]:
    if len(found) > 1 and not rule.several:
        yield Fault(pointer(next(islice(found.values(), 1, None))), f"expected one {member}, found {len(found)}")
    if rule.kind == "node":
        for link in found.items():
            yield from _link_faults(graph, member, rule, link)
    elif TERMS_OF_CREDENTIAL[member] == "node":
        yield Fault(pointer(next(iter(found.values()))), f"expected no {member}: the context gives it no value that the profile takes")
    elif rule.kind == "text":
        yield from _language_faults(found)
    elif rule.largest is not None:
        yield from (Fault(pointer(path), f"expected at most {rule.largest}") for text, path in found.items() if int(text) > rule.largest)


def _language_faults(found: Values) -> Iterator[Fault]:
    languages = Counter(text.partition(" ")[0] for text in found)
    for text, path in found.items():
        if languages[text.partition(" ")[0]] > 1:
            yield Fault(pointer(path), "expected one text per language")


def _link_faults(graph: Graph, member: str, rule: Rule, link: tuple[str, Path]) -> Iterator[Fault]:
    key, path = link
    node = graph.nodes.get(key, _NOTHING)
    if rule.classes and rule.classes.isdisjoint(node.types):
        yield Fault(pointer(path), f"expected {member} to be of type {' or '.join(sorted(rule.classes))}")
    if rule.named and not is_named(key):
        yield Fault(pointer(path), f"expected {member} to have an id")
    if member == "issuer" and not _has_legal_identifier(graph, node):
        yield Fault(pointer((path, _EIDAS)), "expected the issuer to have one eIDASIdentifier of type LegalIdentifier")
    schemes = node.values.get("inScheme", {})
    if rule.scheme and (rule.scheme not in schemes or not all(map(is_named, schemes))):
        yield Fault(pointer((path, "inScheme")), f"expected {member} to be a concept in the scheme {rule.scheme}")


def _has_legal_identifier(graph: Graph, node: Node) -> bool:
    identifiers = [graph.nodes.get(key, _NOTHING) for key in node.values.get(_EIDAS, {})]
    return len(identifiers) == 1 and "LegalIdentifier" in identifiers[0].types
