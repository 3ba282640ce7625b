from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RichTextConfig(AppConfig):
    name = "backcare.richtext"
    label = "richtext"
    verbose_name = _("Rich text")

    def ready(self) -> None:
        # Models can't be imported before all apps are loaded.
        from backcare.library import usage

        from .usage import figures_of, images_in_texts

        usage.register(figures_of, lister=images_in_texts)
