"""Counters and times of all processes of a machine, in the text format of Prometheus.

Imported where METRICS_TOKEN is set, and only there. The processes share files in ``var/metrics``,
whose place the library wants to know before it is imported.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from backcare.jobs.models import Job
from backcare.jobs.state import failed_count, worker_seen_at

from . import state

FOLDER = Path(settings.VAR_DIR) / "metrics"
FOLDER.mkdir(parents=True, exist_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(FOLDER)

from prometheus_client import (  # noqa: E402
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily  # noqa: E402
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)

requests = Counter(
    "backcare_requests",
    "Requests answered, by the lane that they took and the class of their status.",
    ["lane", "status"],
)
seconds = Histogram(
    "backcare_request_seconds",
    "From the arrival of a request until its answer was made, by lane.",
    ["lane"],
    buckets=SECONDS,
)
waiting = Histogram(
    "backcare_request_waiting_seconds",
    "Of that, what was spent waiting for a thread, by lane.",
    ["lane"],
    buckets=SECONDS,
)


class Scrape(Protocol):
    """What prometheus_client calls when it is asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The metrics of this moment."""


def observe(lane: str, status: int, took: float, waited: float) -> None:
    """Count a request that took so many seconds, and waited for a thread so many of them."""
    requests.labels(lane, f"{status // 100}xx").inc()
    if lane != "front":  # What is kept is answered in no time.
        seconds.labels(lane).observe(took)
        waiting.labels(lane).observe(waited)


class Now:
    """What is looked up at the moment of asking."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The database and all that is in it, the cache, the disk."""
        answers = state.database_answers()
        yield _gauge("backcare_database_up", "Whether the database answers.", answers)
        yield _gauge("backcare_cache_up", "Whether the cache answers.", state.cache_answers())
        disk = shutil.disk_usage(settings.VAR_DIR)
        yield _gauge("backcare_disk_free_bytes", "Free where the site keeps its data.", disk.free)
        yield _gauge("backcare_disk_bytes", "Size of that disk.", disk.total)
        if answers:
            try:
                yield from self._queue()
            except (DatabaseError, InterfaceError):
                return

    def _queue(self) -> Iterator[GaugeMetricFamily]:
        yield _gauge("backcare_jobs_waiting", "Queued work.", Job.objects.waiting().count())
        yield _gauge("backcare_jobs_failed", "Work that was given up.", failed_count())
        yield _gauge(
            "backcare_jobs_oldest_seconds",
            "How long the work that is due longest has waited.",
            state.oldest_job_waits().total_seconds(),
        )
        if seen := worker_seen_at():
            yield _gauge(
                "backcare_worker_seen_seconds",
                "Since a worker gave a sign of life.",
                (timezone.now() - seen).total_seconds(),
            )


def text() -> bytes:
    """All metrics of this machine."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(Now())
    return generate_latest(registry)


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=float(value))
