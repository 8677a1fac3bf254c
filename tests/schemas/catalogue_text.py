"""A small catalogue that is in order, for tests to spoil, and what a reader says of it then."""

import pytest

from app.errors import SchemaViolation
from app.schemas.catalogue import read_catalogue

SMALL = """\
tenant: {slug: theatre, name: {en: Theatre}}
organisations:
  - slug: academy
    legal_name: {en: Academy}
    country: NO
    roles: [awarding-body]
    languages: [nb, en]
issuers:
  - slug: academy
    organisation: academy
    name: {en: Academy}
frameworks:
  - slug: esco
    name: ESCO
    title: {en: Skills and occupations}
    version: 1.2.0
    url: https://esco.example.org/
competences:
  - slug: sewing
    framework: esco
    code: s-1
    uri: https://esco.example.org/skill/1
    labels: {en: sew costumes}
profiles:
  - slug: tailor
    occupation: {framework: esco, code: o-1, uri: "https://esco.example.org/occupation/1", labels: {en: tailor}}
    competences: [sewing]
achievements:
  - slug: stitching
    issuer: academy
    version: 1
    kind: micro-credential
    title: {en: Stitching, el: Ραφή}
    description: {en: How to stitch.}
    criteria: {en: Stitches.}
    awarding_body: academy
    ects: 1.5
    eqf_level: 4
    isced_f: 0212
    mode: [blended]
    outcomes:
      - title: {en: Is able to stitch.}
        kind: skill
        competences: [sewing]
    assessment:
      type: portfolio
      description: {en: A portfolio.}
    quality_assurance:
      - type: program
        agent: academy
        title: {en: Review}
  - slug: costumes
    issuer: academy
    version: 2
    kind: certification
    title: {en: Costumes}
    description: {en: Costumes.}
    criteria: {en: All of it.}
    awarding_body: academy
    no_level_reason: {en: None was set.}
    has_part: [stitching]
    occupations: [tailor]
"""


def spoiled(old: str, new: str) -> str:
    """Return the small catalogue with one place changed."""
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def said_of(text: str) -> dict[str, str]:
    """Return what the reader says of a catalogue that is not in order: details by pointer."""
    with pytest.raises(SchemaViolation) as caught:
        read_catalogue(text, "small.yaml")
    return {fault.pointer: fault.detail for fault in caught.value.faults}


def sole(text: str) -> tuple[str, str]:
    """Return the only fault: its pointer and what it says."""
    said = said_of(text)
    assert len(said) == 1, said
    return next(iter(said.items()))
