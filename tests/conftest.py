"""How the tests run: Hypothesis' profiles, two processes, and what happens without a browser."""

import os
from functools import cached_property
from pathlib import Path

import hypothesis
import pytest
from django.test import TransactionTestCase
from xdist.scheduler import LoadScopeScheduling

from tests.browser.chromium import why_no_browser
from tests.servers import NOT_HERE

BROWSER_TESTS = Path(__file__).parent / "browser"
NO_BROWSER = "no browser"
NOT_RUN = pytest.StashKey[int]()
WITHOUT_SERVER = pytest.StashKey[list[str]]()

# A slow moment of a shared machine is no failure, hence no deadline.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, max_examples=200)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "local"))


# These share one look at every kind of page (the fixture ``survey``).
SURVEYING = [
    f"tests/browser/test_{name}.py" for name in ("accessibility", "figures", "html", "reading")
]
# The modules of tests/browser that take longest, in seconds: they must not be what is left at the
# end. Of another one its number of tests says enough.
SECONDS = {
    "survey": 170,
    "tests/browser/test_desk_accessibility.py": 160,
    "tests/browser/test_posing.py": 90,
    "tests/browser/test_player.py": 90,
    "tests/browser/test_hostile.py": 75,
    "tests/browser/test_builder.py": 65,
    "tests/browser/test_diary.py": 60,
    "tests/browser/test_comments.py": 50,
    "tests/browser/test_moderation.py": 45,
    "tests/browser/test_offline.py": 40,
    "tests/browser/test_handouts.py": 30,
}


@pytest.fixture(autouse=True)
def nothing_known_of_changes():
    """What a test rolls back gives its keys to the changes of the next."""
    from backcare.pagecache.generations import generations  # Once Django is set up.
    from backcare.site.current import forget_site

    generations().begin_again()
    forget_site()


class Balanced(LoadScopeScheduling):
    """Gives out the modules of tests/browser whole, the longest first, and other tests one by one.

    The first process begins with the browser and the others with the rest, so that one browser
    and one site are enough for as long as there is something else to do. The rest keeps its order:
    pytest-django puts last what empties the database, with all that the migrations brought.
    """

    def _split_scope(self, nodeid):
        module = nodeid.partition("::")[0]
        if module in SURVEYING:
            return "survey"
        if module.startswith("tests/faults/"):
            return "faults"  # They share what starting a site for the first time takes.
        if module == "tests/deploy/test_many_machines.py":
            return module  # Its machines are started once.
        return module if is_for_browser(nodeid) else nodeid

    def _assign_work_unit(self, node):
        browser = [scope for scope in self._modules if scope in self.workqueue]
        other = next((scope for scope in self.workqueue if not is_for_browser(scope)), None)
        if other is None or (browser and node is self.nodes[0]):
            self.workqueue.move_to_end(browser[0], last=False)
        else:
            self.workqueue.move_to_end(other, last=False)
        super()._assign_work_unit(node)

    def remove_node(self, node):
        """Leave out the test that ended its process, which would end the next one as well."""
        work = self.assigned_work[node]
        running = next(
            (
                (scope, test)
                for scope, unit in work.items()
                for test, done in unit.items()
                if not done
            ),
            None,
        )
        if running is not None:
            scope, test = running
            work[scope][test] = True
            for scope in [scope for scope, unit in work.items() if all(unit.values())]:
                del work[scope]
        super().remove_node(node)
        return running and test

    @cached_property
    def _modules(self):
        """The units for the browser, the longest first."""
        return sorted(
            filter(is_for_browser, self.workqueue),
            key=lambda scope: SECONDS.get(scope, len(self.workqueue[scope]) / 2),
            reverse=True,
        )


def is_for_browser(scope):
    return scope == "survey" or scope.startswith("tests/browser/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Balanced(config, log)


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="only the tests whose outcome can depend on the kind of database, in no browser",
    )


def asks_the_database(item):
    """Whether a test reads or writes the database that DATABASE_URL names."""
    if item.path.is_relative_to(BROWSER_TESTS):
        return False
    if item.cls is not None and issubclass(item.cls, TransactionTestCase):
        return True
    fixtures = {"db", "transactional_db", "outside_database"}
    return "django_db" in item.keywords or not fixtures.isdisjoint(item.fixturenames)


def pytest_collection_modifyitems(config, items):
    """Mark the browser tests, and skip them where there is no browser.

    A browser has moments of its own: a test that failed is run once more, which is said at the end.
    """
    if config.getoption("--database-only"):
        wanted = {item for item in items if asks_the_database(item)}
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = [item for item in items if item in wanted]
    obstacle = why_no_browser()
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))
            if obstacle:
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter):
    """Name the tests that failed the first time, so that none does so unseen for long."""
    if again := terminalreporter.stats.get("rerun"):
        terminalreporter.section("failed once and run again")
        for report in again:
            crash = getattr(report.longrepr, "reprcrash", None)
            reason = crash.message.partition("\n")[0] if crash else report.when
            terminalreporter.line(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session):
    """Fail a run without a browser where BACKCARE_TEST_BROWSER says that one is required.

    A server that is needed and not there counts as much.
    """
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # A worker of pytest-xdist; the main process counts for all.
        return
    session.config.stash[NOT_RUN] = sum(
        report.longrepr[2] == f"Skipped: {NO_BROWSER}"
        for report in reporter.stats.get("skipped", [])
    )
    session.config.stash[WITHOUT_SERVER] = [
        f"{report.nodeid} ({report.longrepr[2].removeprefix(f'Skipped: {NOT_HERE}')})"
        for report in reporter.stats.get("skipped", [])
        if report.longrepr[2].startswith(f"Skipped: {NOT_HERE}")
    ]
    not_run = session.config.stash[NOT_RUN] or session.config.stash[WITHOUT_SERVER]
    if not_run and os.environ.get("BACKCARE_TEST_BROWSER") == "required":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """Say what did not run, below everything else."""
    if count := config.stash.get(NOT_RUN, 0):
        print(
            f"NOT RUN: the {count} browser tests of tests/browser, because {why_no_browser()} "
            "and nothing could be installed. Install Chromium, or name it: CHROMIUM=/path make test"
        )
    for test in config.stash.get(WITHOUT_SERVER, []):
        print(f"NOT RUN: {test} is not installed; python -m tests.servers tries to.")
