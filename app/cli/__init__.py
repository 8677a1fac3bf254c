"""The command line: `proscenium`. Each command is a thin wrapper around one use case.

Exit codes, the same for all commands: 0 done, 1 refused (the sentence on stderr says why), 2 wrong usage; `verify` has its own.
"""

from app.cli.commands import main

__all__ = ["main"]
