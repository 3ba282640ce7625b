from datetime import timedelta

from backcare.jobs.registry import recurring

from . import reporting


@recurring("problems.forget_old", every=timedelta(days=1))
def forget_old() -> None:
    """Delete what has been kept of readers for as long as it may."""
    reporting.forget_old()
