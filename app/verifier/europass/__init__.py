"""European Digital Credentials (ELM 3.2), sealed with JAdES: judged by the same seven checks, and read into the same content.

checks: the seven. sealing: whose seal it is: certificate, anchors, dates, our own record. naming: the issuer's text against the
certificate. content, claims, nodes: what it says. Decision: docs/decisions/0035-europass-verification.md.
"""
