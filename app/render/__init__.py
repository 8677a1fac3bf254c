"""Certificates on paper and as pictures: typst templates, fonts from packages, and what they are filled with (pure)."""
