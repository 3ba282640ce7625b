from django import forms
from django.utils.translation import gettext_lazy as _

from .models import PreviewLink

DAYS = ((1, _("One day")), (7, _("A week")), (30, _("30 days")))


class ShareForm(forms.Form):
    """For whom a draft is shared, and how long."""

    label = forms.CharField(
        label=_("For whom"),
        max_length=PreviewLink._meta.get_field("label").max_length,
        help_text=_("For example “Dr Hall, for the facts”. Only the desk sees this."),
    )
    days = forms.TypedChoiceField(
        label=_("It opens for"), choices=DAYS, coerce=int, initial=7, widget=forms.RadioSelect
    )
