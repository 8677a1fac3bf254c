"""Wires the parts: settings → installation → application. Nothing else in the service knows all of them."""

from app.main.opening import now, open_installation, request_rules
from app.main.serving import VERSION, application

__all__ = ["VERSION", "application", "now", "open_installation", "request_rules"]
