"""The admin of the phrases by which people speak of a danger sign."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from ..models import RedFlagPhrase
from ..red_flags import BadPhrase, PhrasePattern, find


class RedFlagPhraseForm(forms.ModelForm):
    """Takes only phrases that can be found, and that are found in their example."""

    class Meta:
        model = RedFlagPhrase
        fields = ["phrase", "level", "example", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "phrase" in self.fields:
            self.fields["phrase"].help_text = _(
                "For example: numb | no feeling … between … legs. Words stand in order; … lets up "
                "to four other words between; | parts other ways to say the same; * allows any "
                "ending. Capitals, accents and slips of one letter don't matter."
            )

    def clean_phrase(self) -> str:
        phrase = self.cleaned_data["phrase"]
        try:
            PhrasePattern(phrase)
        except BadPhrase as reason:
            raise forms.ValidationError(str(reason)) from None
        return phrase

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        phrase, example = data.get("phrase"), data.get("example")
        if phrase and example and not find(example, [phrase]):
            self.add_error("example", _("The phrase is not found in this sentence."))
        return data


@admin.register(RedFlagPhrase)
class RedFlagPhraseAdmin(admin.ModelAdmin):
    change_list_template = "admin/comments/redflagphrase/change_list.html"
    form = RedFlagPhraseForm
    list_display = ["phrase", "level", "example", "is_active"]
    list_filter = ["level", "is_active"]
    search_fields = ["phrase", "example"]
