"""Codes in, sentences out, in each language that has a catalogue under locales/."""
