"""Open Badges 2.0, a legacy format: assertions that an issuer hosts or signs, judged by the same seven checks.

A hosted assertion is not signed: what lies at its web address is the truth, and the issuer vouches by controlling that address.
docs/decisions/0026-open-badges-2.md

    scope     which web addresses are an issuer's      linked    assertion → badge class → issuer, by fetch
    sameness  whether two copies say the same          keys      the issuer's keys, and which signed
    checks    the seven                                content   what it says
"""
