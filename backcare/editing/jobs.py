"""What editing has the worker do again and again."""

from datetime import timedelta

from backcare.jobs.registry import recurring

from .models import forget_old


@recurring("editing.forget", every=timedelta(hours=6))
def forget() -> None:
    """Forget kept texts and people who have left."""
    forget_old()
