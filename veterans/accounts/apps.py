from django.apps import AppConfig

from veterans.foundation import audit_words


class AccountsConfig(AppConfig):
    name = "veterans.accounts"
    verbose_name = "账号与岗位"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are there only now.
        from veterans.accounts.selectors import carried_by
        from veterans.foundation import audit

        audit.carry(carried_by)
        audit_words.register(
            actions={
                "account.created": "建立账号",
                "account.renamed": "修改姓名",
                "account.role_proposed": "提出更改岗位",
                "account.role_changed": "更改岗位",
                "appointment.refused": "不同意授权",
                "appointment.withdrawn": "撤回授权",
                "emergency.proposed": "提出紧急授权",
                "emergency.confirmed": "确认紧急授权",
                "emergency.ended": "提前结束紧急授权",
                "emergency.seen": "审计查看紧急授权",
                "account.password_set": "重设密码",
                "account.password_changed": "本人修改密码",
                "account.deactivated": "停用账号",
                "account.reactivated": "重新启用账号",
                "account.unlocked": "解除登录暂停",
                "account.signed_in": "登录",
                "account.signed_out": "退出登录",
                "account.sign_in_failed": "登录失败",
                "account.locked_out": "暂停登录",
                "session.ended": "结束一处登录",
                "session.all_ended": "结束其他各处登录",
                "account.second_factor_set": "启用第二重验证",
                "account.second_factor_dropped": "本人换手机，停用第二重验证",
                "account.second_factor_reset": "重置第二重验证",
                "account.recovery_code_used": "用恢复码登录",
            },
            subjects={"user": "账号"},
        )
