"""Verifiable presentations: what a holder shows to a verifier who asked for it. Read, then judged; each credential in it alone.

Decision: docs/decisions/0029-presentations.md
"""
