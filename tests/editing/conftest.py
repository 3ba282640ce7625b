"""Editors, and a browser that shows a form without being one."""

import pytest

from tests.desk.conftest import signed_in, user_as  # noqa: F401  (fixtures)


@pytest.fixture
def editor(signed_in):  # noqa: F811
    """A client with an editor signed in."""
    return signed_in("editor")
