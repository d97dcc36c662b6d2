from django.apps import AppConfig

from veterans.foundation import audit_words


class OversightConfig(AppConfig):
    name = "veterans.oversight"
    verbose_name = "监督"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from veterans.oversight import kept

        kept.register()
        audit_words.register(
            actions={"alert.raised": "发现异常查阅", "alert.looked_into": "核查异常查阅"},
            subjects={"alert": "异常查阅"},
        )
