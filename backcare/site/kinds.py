from django.utils.translation import gettext_lazy as _

from backcare.publishing.kinds import Kind
from backcare.richtext.rendering import plain_text

from .models import InformationPage


def _search_text(page: InformationPage) -> str:
    return plain_text(page.body)


INFORMATION = Kind(
    name="information",
    model=InformationPage,
    label=_("About this site"),
    label_plural=_("About this site"),
    url_name="site:information",
    template="site/information_page.html",
    listed=False,
    commented=False,
    order=90,
    search_text=_search_text,
)
