"""JSON over HTTP: the routes that machines call."""
