"""The site that is put under load: a process of its own, which can be killed and started again."""

import json
import os
import signal

from tests.browser.site import Site

# How many comments there are with each text, and the pages that take them.
ROWS = """
import json
from collections import Counter
from backcare.comments.models import Comment
print(json.dumps(Counter(Comment.objects.values_list("text", flat=True))))
"""
PAGES = """
import json
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
live = Page.objects.live().filter(kind__in=[kind.name for kind in kinds if kind.commented])
print(json.dumps([[page.pk, page.get_absolute_url()] for page in live]))
"""


class LoadedSite(Site):
    """The site as ``make run`` serves it, behind one proxy that says who asks."""

    def __init__(self, folder) -> None:
        super().__init__(folder)
        self.environment["TRUSTED_PROXIES"] = "1"
        self._is_made = False

    def start(self) -> None:
        if self._is_made and self._postgres:
            # Its database is there already.
            self._postgres, kept = "", self._postgres
            super().start()
            self._postgres = kept
            return
        super().start()
        self._is_made = True

    def kill(self) -> None:
        """End every process of the site at once, as a crash of the machine would."""
        for pid in [*below(self._server.pid), self._server.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._server.wait()

    def comments(self) -> dict[str, int]:
        return json.loads(self.shell(ROWS))

    def pages(self) -> list[tuple[int, str]]:
        return [(pk, url) for pk, url in json.loads(self.shell(PAGES))]


def below(pid: int) -> list[int]:
    """The processes that a process has started, and theirs. Source: proc(5)."""
    found = []
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as children:  # noqa: PTH123 - proc
            direct = [int(child) for child in children.read().split()]
    except FileNotFoundError:
        return []
    for child in direct:
        found += [*below(child), child]
    return found
