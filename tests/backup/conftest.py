from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from tests.servers import database_in, missing, postgres

from .machines import Machine


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kind(request):
    """The kind of database that the tests of a module are run on, one after the other."""
    if request.param == "postgresql" and (reason := missing("initdb", "pg_dump")):
        pytest.skip(reason)
    return request.param


@pytest.fixture(scope="module")
def machine(kind, tmp_path_factory):
    """Makes empty machines, whose database is of this kind."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres()) if kind == "postgresql" else ""

        def make(**environment):
            database = stack.enter_context(database_in(server)) if server else ""
            return Machine(tmp_path_factory.mktemp("machine"), database, **environment)

        yield make


@pytest.fixture(scope="module")
def site(machine):
    """A site that nobody changes, and its backup."""
    filled = machine().fill()
    backup = filled.folder / "backup.tar"
    said = filled.manage("backup", str(backup))

    def another():
        """A machine with the same site."""
        other = machine()
        other.manage("restore", str(backup))
        return other

    return SimpleNamespace(machine=filled, backup=backup, said=said, another=another)
