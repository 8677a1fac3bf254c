"""An application with narrow limits, and callers at addresses of their own."""

from typing import Any

from app.edge.rules import RequestRules
from app.main import application
from tests.installations import PUBLIC_URL, Stage, TestClient

STRANGER = "203.0.113.5"
NEIGHBOUR = "203.0.113.6"


class Limited:
    """One application with these rules, for callers from anywhere."""

    def __init__(self, stage: Stage, **rules: Any) -> None:
        self.stage = stage
        self.app = application(stage.installation, RequestRules(**rules))

    def caller(self, address: str = STRANGER, who: str | None = None, **headers: str) -> TestClient:
        """Return a client at that address, with the API key of a calling system where one is named."""
        keys = {"Authorization": f"Bearer {self.stage.stock.api_keys[who]}"} if who else {}
        sent = keys | {name.replace("_", "-"): value for name, value in headers.items()}
        return TestClient(self.app, base_url=PUBLIC_URL, client=(address, 50_000), headers=sent, follow_redirects=False)
