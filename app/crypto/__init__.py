"""Bytes: encodings, hashes, keys, canonical forms. Pure; signatures' own randomness apart."""
