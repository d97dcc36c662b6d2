from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "veterans.foundation"
    verbose_name = "基础"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from veterans.foundation import audit_words, kept, task_numbers

        audit_words.register(
            actions={
                "keys.begun": "开始更换密钥",
                "keys.rotated": "更换密钥",
                "backup.made": "备份",
                "backup.verified": "试恢复备份",
                "backup.restored": "从备份恢复",
                "retention.applied": "清理到期数据",
            },
            subjects={"key": "密钥", "backup": "备份", "retention": "保存期限"},
        )
        task_numbers.connect()
        kept.register()
