from django.apps import AppConfig

from veterans.foundation import audit_words


class RegionsConfig(AppConfig):
    name = "veterans.regions"
    verbose_name = "区划"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        audit_words.register(actions={"regions.loaded": "导入区划"}, subjects={"region": "区划"})
