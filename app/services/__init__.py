"""Use cases, one verb a module: the only place where the core and the adapters meet."""
