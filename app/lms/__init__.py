"""Learning systems: each is one module with one `LearningSystem`, listed here. A new one brings an event of its own as a test."""

from app.errors import SchemaViolation
from app.lms import generic, moodle
from app.lms.trigger import LearningSystem

LEARNING_SYSTEMS: tuple[LearningSystem, ...] = (moodle.SYSTEM, generic.SYSTEM)


def system_named(name: str) -> LearningSystem:
    """Return the learning system of that name, or raise SchemaViolation."""
    known = {system.name: system for system in LEARNING_SYSTEMS}
    if name not in known:
        raise SchemaViolation(f"There is no kind of learning system {name!r}: there are {', '.join(known)}.")
    return known[name]
