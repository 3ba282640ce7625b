from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from backcare.publishing.kinds import kinds
from backcare.readiness.checking import check
from backcare.readiness.drafts import Draft
from backcare.readiness.findings import Finding
from backcare.readiness.models import WatchedPhrase


class Command(BaseCommand):
    help = "Say of every live page what its editors would be told before publishing it again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when a page would not pass, so that a script can tell."""
        watched = list(WatchedPhrase.objects.filter(is_active=True))
        stopped = 0
        for kind in kinds:
            for page in kind.model.objects.live().order_by("title", "pk"):
                findings = check(Draft(page, watched=watched))
                if not findings:
                    continue
                stopped += findings[0].is_blocking
                self.stdout.write(f"{page.get_absolute_url()}  {page.title}")
                for finding in findings:
                    self.stdout.write(_line(finding))
        if stopped:
            raise CommandError(
                ngettext("%d page would not pass today.", "%d pages would not pass today.", stopped)
                % stopped
            )


def _line(finding: Finding) -> str:
    mark = "!" if finding.is_blocking else "-"
    quote = f" “{finding.quote}”" if finding.quote and finding.quote not in finding.message else ""
    where = f" [{finding.field}]" if finding.field else ""
    return f"  {mark} {finding.message}{quote}{where}"
