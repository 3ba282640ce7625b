"""What no password may be, beside what Django knows."""

import re

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from backcare.site.current import current_site


class SiteNameValidator:
    """Refuses a password with the name of the site in it: the first thing that is guessed."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        name = _letters(current_site().name)
        if name and name in _letters(password):
            raise ValidationError(
                _("The password has the name of the site in it."), code="password_has_site_name"
            )

    def get_help_text(self) -> str:
        return _("Your password can’t contain the name of the site.")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
