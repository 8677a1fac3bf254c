"""What is counted, for Prometheus: requests by route template, what happened by kind, what waits. Never who.

Each application has a registry of its own. Counters are of one process; what waits is read from the database when somebody asks.

Spec: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from app.model.happening import Happening
from app.services.measure import Measures

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters of one application; safe for threads."""

    def __init__(self, measure: Callable[[], Measures]) -> None:
        self._registry = registry = CollectorRegistry()
        names = ("route", "method", "status")
        self._requests = Histogram("proscenium_request_seconds", "Requests", names, buckets=SECONDS, registry=registry)
        self.under_way = Gauge("proscenium_requests_under_way", "Requests that are being served", registry=registry)
        self._happenings = {
            Happening.ISSUED: Counter("proscenium_issued", "Signed files by format", ("kind",), registry=registry),
            Happening.VERIFIED: Counter("proscenium_verified", "Verifications by verdict", ("kind",), registry=registry),
            Happening.SIGNING_FAILED: Counter("proscenium_signing_failures", "Failures by code", ("kind",), registry=registry),
        }
        ProcessCollector(registry=registry)
        registry.register(_Measured(measure))

    def count(self, happening: Happening, kind: str) -> None:
        """Count that something happened."""
        self._happenings[happening].labels(kind).inc()

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered; statuses count by their class, such as 2xx."""
        self._requests.labels(route, method, f"{status // 100}xx").observe(seconds)

    def text(self) -> bytes:
        """Return all of it in Prometheus's text format."""
        return generate_latest(self._registry)


class _Measured(Collector):
    """What is read from the installation at each time of asking."""

    def __init__(self, measure: Callable[[], Measures]) -> None:
        self._measure = measure

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield what was found; what could not be read is left out."""
        found = self._measure()
        told = {
            "proscenium_database_up": ("Whether the database answers", float(found.database_up)),
            "proscenium_outbox_waiting": ("Effects that are not carried out yet", found.outbox_waiting),
            "proscenium_outbox_oldest_seconds": ("How long the oldest of them waits", found.outbox_oldest_seconds),
            "proscenium_status_list_oldest_seconds": ("Age of the oldest newest publication of a list", found.status_list_oldest_seconds),
        }
        for name, (says, value) in told.items():
            if value is not None:
                yield GaugeMetricFamily(name, says, value=value)
        changes = GaugeMetricFamily("proscenium_credential_changes", "Changes that were made, such as revoked", labels=("kind",))
        for kind, number in found.changes.items():
            changes.add_metric((kind,), number)
        yield changes

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Yield nothing: to register must not ask the database."""
        return iter(())
