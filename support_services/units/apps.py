from django.apps import AppConfig

from veterans.foundation import audit_words


class UnitsConfig(AppConfig):
    name = "support_services.units"
    verbose_name = "参与单位"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support_services.notices import hearers
        from support_services.units import kept
        from support_services.units.hearing import Contacts

        kept.register()
        hearers.register(Contacts())
        audit_words.register(
            actions={
                "units.entered": "登记参与单位",
                "units.changed": "修改参与单位",
                "units.contact_changed": "更换单位联系人",
                "units.contact_read": "查看单位联系人",
                "units.contact_checked": "核对单位联系人",
                "units.closed": "停用参与单位",
                "units.reopened": "恢复参与单位",
                "units.list_taken": "导入参与单位名单",
                "units.link_made": "发出答复链接",
                "units.link_revoked": "收回答复链接",
                "units.code_read": "电话读出答复验证码",
                "units.proved": "单位凭验证码打开链接",
                "units.answered": "单位凭链接答复",
                "units.reply_denied": "单位说答复不是它交的",
                "units.reply_checked": "核实单位的答复",
            },
            subjects={"unit": "参与单位", "unit_link": "答复链接"},
        )
