"""A worker with a short lease, as a process of its own: ``python -m tests.jobs.working``."""

import os
from datetime import timedelta

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "backcare.settings"
    django.setup()

    from backcare.jobs import queue
    from backcare.jobs.worker import Worker

    queue.LEASE = timedelta(seconds=float(os.environ["LEASE"]))
    Worker().work()
