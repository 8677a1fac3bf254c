"""Judges a presented credential on the evidence it was given. It names what it lacks and never fetches."""
