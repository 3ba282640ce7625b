from datetime import timedelta

from django.utils import timezone

from backcare.jobs.registry import recurring

from .models import MissedAddress

KEEP = timedelta(days=90)
MOST_ROWS = 2000


@recurring("addresses.forget_missed", every=timedelta(hours=1))
def forget_missed() -> None:
    """Forget addresses for which nobody has asked in 90 days, and all but the most asked for."""
    MissedAddress.objects.forget(before=timezone.now() - KEEP, most=MOST_ROWS)
