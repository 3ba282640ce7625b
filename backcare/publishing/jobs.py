from datetime import timedelta

from backcare.jobs.registry import recurring

from . import marking, reviewing, workflow


@recurring("publishing.apply_scheduled_changes", every=timedelta(seconds=15))
def apply_scheduled_changes() -> None:
    """Publish the changes of live pages whose time has come."""
    workflow.apply_due()


@recurring("publishing.tell_of_reviews", every=timedelta(days=7))
def tell_of_reviews() -> None:
    """Tell reviewers and editors which pages are due."""
    reviewing.send_digest()


@recurring("publishing.mark_lists", every=timedelta(minutes=10))
def mark_lists() -> None:
    """Count long lists anew, so that their parts can be found."""
    marking.mark_all()
