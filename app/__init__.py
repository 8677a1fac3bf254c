"""Proscenium: issues and verifies Europass and Open Badges digital credentials. The floors: docs/architecture.md."""
