"""Why a form can't be saved as it is, in one line."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def why_not(form: Any, formsets: list[Any]) -> str:
    """The first of the form's errors in a few words, and how many more there are.

    Empty when there is none.
    """
    found = list(_errors(form, ""))
    for formset in formsets:
        found += [str(error) for error in formset.non_form_errors()]
        name = capfirst(str(formset.model._meta.verbose_name))
        for number, each in enumerate(formset.forms, 1):
            if each.has_changed() and not each.cleaned_data.get("DELETE"):
                found += _errors(each, f" ({name} {number})")
    if not found:
        return ""
    more = len(found) - 1
    if not more:
        return found[0]
    return ngettext(
        "%(first)s Beside that, %(count)d more thing.",
        "%(first)s Beside that, %(count)d more things.",
        more,
    ) % {"first": found[0], "count": more}


def _errors(form: Any, where: str) -> list[str]:
    found = []
    for name, errors in form.errors.as_data().items():
        label = "" if name == NON_FIELD_ERRORS else str(form.fields[name].label or name)
        for error in errors:
            if label and error.code == "required":
                text = _("“%(field)s” is missing%(where)s.")
            elif label:
                text = _("“%(field)s”%(where)s: %(error)s")
            else:
                text = _("%(error)s%(where)s")
            said = " ".join(error.messages)
            found.append(text % {"field": capfirst(label), "where": where, "error": said})
    return found
