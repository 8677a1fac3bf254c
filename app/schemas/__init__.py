"""Shapes: of requests and answers, of the formats, of the pinned contexts; and the one JSON reader."""
