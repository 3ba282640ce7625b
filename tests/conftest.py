"""How the tests run: Hypothesis' profiles, two processes, and what happens without a browser."""

import os
from pathlib import Path

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.browser.chromium import why_no_browser

BROWSER_TESTS = Path(__file__).parent / "browser"
NO_BROWSER = "no browser"
NOT_RUN = pytest.StashKey[int]()

# A slow moment of a shared machine is no failure, hence no deadline.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, max_examples=200)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "local"))


class OneBrowser(LoadScopeScheduling):
    """Keeps all browser tests in one process, where they share a server; spreads the others."""

    def _split_scope(self, nodeid):
        return "browser" if nodeid.startswith("tests/browser/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log)


def pytest_collection_modifyitems(items):
    """Mark the browser tests, and skip them where there is no browser."""
    obstacle = why_no_browser()
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
            if obstacle:
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_sessionfinish(session):
    """Fail a run without a browser where BACKCARE_TEST_BROWSER says that one is required."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # A worker of pytest-xdist; the main process counts for all.
        return
    session.config.stash[NOT_RUN] = sum(
        report.longrepr[2] == f"Skipped: {NO_BROWSER}"
        for report in reporter.stats.get("skipped", [])
    )
    if session.config.stash[NOT_RUN] and os.environ.get("BACKCARE_TEST_BROWSER") == "required":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """Say what did not run, below everything else."""
    if count := config.stash.get(NOT_RUN, 0):
        print(
            f"NOT RUN: the {count} browser tests of tests/browser, because {why_no_browser()} "
            "and nothing could be installed. Install Chromium, or name it: CHROMIUM=/path make test"
        )
