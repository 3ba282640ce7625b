from datetime import timedelta

from backcare.jobs.checks import check_handlers
from backcare.jobs.registry import Registered, job, recurring, registry

HOUR = timedelta(hours=1)


def one() -> None:
    pass


def another() -> None:
    pass


def test_every_job_of_the_site_has_one_handler():
    assert check_handlers() == []
    assert registry.get("mail.send")
    assert registry.get("site.contact_mailed")


def test_two_handlers_of_one_name_are_an_error_that_names_both(registry):
    registry.add(Registered("same", one))
    registry.add(Registered("same", another))

    (error,) = check_handlers()
    assert error.id == "backcare.E010"
    assert "tests.jobs.test_checks.one" in error.msg
    assert "tests.jobs.test_checks.another" in error.msg


def test_a_module_that_is_loaded_twice_clashes_with_nothing(registry):
    registry.add(Registered("same", one))
    registry.add(Registered("same", one))

    assert check_handlers() == []


def test_the_decorators_leave_the_function_as_it_is(registry):
    assert job("a")(one) is one
    assert recurring("b", every=HOUR)(one) is one
    assert registry.get("b").every == HOUR
