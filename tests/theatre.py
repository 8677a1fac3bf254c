"""What the tests' installations offer: a theatre's small catalogue, an orchestra's, and a request to issue."""

from collections.abc import Mapping
from typing import Any

SLUG = "stitching"
DRAFT = "lighting"

THEATRE = """\
tenant: {slug: theatre, name: {en: Theatre}}
organisations:
  - {slug: academy, legal_name: {en: Academy}, country: "NO", roles: [awarding-body], languages: [nb, en]}
issuers:
  - {slug: academy, organisation: academy, name: {en: Academy}}
frameworks:
  - {slug: esco, name: ESCO, title: {en: Skills and occupations}, version: 1.2.0, url: "https://esco.example.org/"}
profiles:
  - slug: tailor
    occupation: {framework: esco, code: o-1, uri: "https://esco.example.org/occupation/1", labels: {en: tailor}}
    competences: [{framework: esco, code: s-1, uri: "https://esco.example.org/skill/1", labels: {en: sew costumes}}]
achievements:
  - slug: stitching
    issuer: academy
    version: 1
    kind: micro-credential
    title: {en: Stitching, el: Ραφή}
    description: {en: How to stitch.}
    criteria: {en: Three pieces were sewn.}
    awarding_body: academy
    ects: 1.5
    eqf_level: 4
    isced_f: "0212"
    mode: [blended]
    valid_for_days: 365
    outcomes: [{title: {en: Is able to stitch.}, kind: skill}]
    assessment: {type: portfolio, description: {en: A portfolio.}}
    quality_assurance: [{type: program, agent: academy, title: {en: Review}}]
  - slug: rehearsal
    issuer: academy
    version: 1
    kind: activity
    title: {en: Rehearsal}
    description: {en: A rehearsal.}
    criteria: {en: Was there.}
    awarding_body: academy
  - slug: costumes
    issuer: academy
    version: 1
    kind: certification
    title: {en: Costumes}
    description: {en: Costumes.}
    criteria: {en: All of it.}
    awarding_body: academy
    no_level_reason: {en: None was set.}
    has_part: [stitching]
    occupations: [tailor]
"""

ORCHESTRA = """\
tenant: {slug: orchestra, name: {en: Orchestra}}
organisations:
  - {slug: conservatory, legal_name: {en: Conservatory}, country: AT}
issuers:
  - {slug: conservatory, organisation: conservatory, name: {en: Conservatory}}
achievements:
  - slug: tuning
    issuer: conservatory
    version: 1
    kind: activity
    title: {en: Tuning}
    description: {en: A violin was tuned.}
    criteria: {en: It sounds.}
    awarding_body: conservatory
"""

SUBJECT: Mapping[str, Any] = {"name": "Ada Example", "email": "ada@example.org", "external_id": "42"}


def order_body(**changes: Any) -> dict[str, Any]:
    """Return a request to issue; a change of None leaves a member out."""
    body = {"achievement": SLUG, "recipient": dict(SUBJECT), "source_ref": "course:7", "results": [{"value": "passed"}], **changes}
    return {name: value for name, value in body.items() if value is not None}
