"""Proscenium: issues and verifies Open Badges 3.0 micro-credentials tagged with EQF, ECTS and ESCO. The floors: docs/architecture.md."""
