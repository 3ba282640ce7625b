from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from backcare.jobs.worker import Worker


class Command(BaseCommand):
    help = "Sends mail and does the other queued and recurring jobs, until it is stopped."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")
        parser.add_argument("--parent", type=int, metavar="PID", help="end with this process")
        parser.add_argument("--reload", action="store_true", help="end when the code has changed")

    def handle(self, *, once: bool, parent: int | None, reload: bool, **options: Any) -> None:
        worker = Worker(parent=parent, ends_with_code=reload)
        if once:
            worker.work_once()
        else:
            worker.work()
