"""Pages over HTTP: what people read, without JavaScript."""
