"""A system check of what the registry of jobs assumes."""

from django.core.checks import CheckMessage, Error, register

from .registry import registry


@register("backcare")
def check_handlers(**options: object) -> list[CheckMessage]:
    """Every name of a job has one handler."""
    return [
        Error(
            f"Two handlers take the job {name!r}: {first} and {second}.",
            hint="Give one of them another name; a job names its handler.",
            id="backcare.E010",
        )
        for name, first, second in registry.clashes
    ]
