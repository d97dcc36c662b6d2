from django.apps import AppConfig

from veterans.foundation import audit_words


class EnquiryConfig(AppConfig):
    name = "support_services.enquiry"
    verbose_name = "网上查询"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.enquiry import happened, kept, subject_kinds
        from veterans.registry import timeline

        kept.register()
        subject_kinds.register()
        timeline.add_source(happened.looked_up)
        audit_words.register(
            actions={
                "enquiry.looked": "核对网上查询",
                "enquiry.proved": "本人凭验证码查看",
                "enquiry.left": "本人结束查看",
            },
            subjects={"enquiry": "网上查询"},
        )
