from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExercisesConfig(AppConfig):
    name = "exercises"
    verbose_name = _("Exercises and routines")

    def ready(self) -> None:
        from backcare.publishing.kinds import kinds
        from backcare.site.offline import keep_offline

        from .kinds import EXERCISE, ROUTINE

        kinds.register(EXERCISE)
        kinds.register(ROUTINE)
        keep_offline("diary:diary")
