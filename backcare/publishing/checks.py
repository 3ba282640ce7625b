"""System checks of what the registry of kinds assumes."""

from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch

from .kinds import kinds


@register("backcare")
def check_kinds(**options: object) -> list[CheckMessage]:
    """Every kind has its templates, its addresses and parts that exist."""
    problems: list[CheckMessage] = []
    for kind in kinds:
        for template in (kind.template, kind.card_template, kind.embed_template):
            try:
                get_template(template)
            except TemplateDoesNotExist:
                problems.append(
                    Error(
                        f"The kind {kind.name!r} names a missing template, {template!r}.",
                        hint="Write the template or correct the name in the app's kind.",
                        obj=kind.model,
                        id="backcare.E001",
                    )
                )
        try:
            kind.url("a")
            _ = kind.list_url
        except NoReverseMatch:
            problems.append(
                Error(
                    f"The kind {kind.name!r} names a URL that does not exist.",
                    hint="url_name takes the slug; list_url_name takes nothing.",
                    obj=kind.model,
                    id="backcare.E002",
                )
            )
        relations = {relation.name for relation in kind.model._meta.get_fields()}
        problems.extend(
            Error(
                f"{kind.model.__name__} copies {part!r}, which it does not have.",
                hint="parts and linked name reverse relations and many-to-many fields.",
                obj=kind.model,
                id="backcare.E003",
            )
            for part in (*kind.model.parts, *kind.model.linked)
            if part not in relations
        )
    return problems
