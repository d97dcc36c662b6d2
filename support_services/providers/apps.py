from django.apps import AppConfig

from veterans.foundation import audit_words


class ProvidersConfig(AppConfig):
    name = "support_services.providers"
    verbose_name = "优待承办单位"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.providers import kept

        kept.register()
        audit_words.register(
            actions={
                "providers.entered": "起草承办协议",
                "providers.changed": "修改承办协议草稿",
                "providers.review": "审核承办协议",
                "providers.send_back": "退回承办协议",
                "providers.publish": "公布承办协议",
                "providers.end": "终止承办协议",
                "providers.drop": "放弃承办协议草稿",
                "providers.token_issued": "发放核验凭证",
                "providers.token_revoked": "停用核验凭证",
                "providers.asked": "承办单位核验优待身份",
            },
            subjects={"provider_agreement": "承办协议", "provider_token": "核验凭证"},
        )
