from django.utils import timezone

from backcare.jobs.registry import job

from .contact import MAILED
from .models import ContactMessage


@job(MAILED)
def contact_mailed(*, pk: int) -> None:
    """Note that the mail server has taken a contact message."""
    ContactMessage.objects.filter(pk=pk, mailed_at=None).update(mailed_at=timezone.now())
