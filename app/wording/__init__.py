"""Codes in, sentences out, in each language that has a catalogue under locales/."""

from app.wording.sentences import LANGUAGES, Sentence, Wording, wording_for

__all__ = ["LANGUAGES", "Sentence", "Wording", "wording_for"]
