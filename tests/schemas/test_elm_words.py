"""Lists that rules take for whole: they are what was published, entry by entry."""

import json
import re
from collections import defaultdict
from pathlib import Path

from app.schemas.elm_profile import NOTATION
from app.schemas.vocabularies import concepts, scheme_uri

KINDS = NOTATION["vocabularies"]


def published(shared: Path) -> dict[str, set[str]]:
    """Return the ids of each published list by the URI of its scheme."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for file in (shared / "elm" / "vocab").glob("*.json"):
        content = json.loads(file.read_bytes())
        for each in content if isinstance(content, list) else [content]:
            found[each["scheme"]] |= {entry["id"] for entry in each["concepts"]}
    return dict(found)


def test_closed_lists_and_those_that_do_not_grow_are_whole(shared: Path) -> None:
    lists = published(shared)
    whole = {*KINDS["closed"], *KINDS["listed"]} - {*KINDS["growing"]}
    missing = {name: lists[scheme_uri(name)] - {each.uri for each in concepts(name).values()} for name in whole}

    assert {name: ids for name, ids in missing.items() if ids} == {}


def test_every_entry_of_closed_lists_was_published(shared: Path) -> None:
    lists = published(shared)

    assert [name for name in KINDS["closed"] if {each.uri for each in concepts(name).values()} - lists[scheme_uri(name)]] == []


def test_entries_are_named_as_their_lists_name_theirs(shared: Path) -> None:
    lists = published(shared)
    wrong = [uri for scheme, form in KINDS["forms"].items() for uri in lists.get(scheme, ()) if not re.fullmatch(form, uri)]

    assert wrong == []
