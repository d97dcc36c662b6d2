"""Forms in the shapes the templates must cope with."""

from django import forms
from django.utils.safestring import mark_safe


class BatchForm(forms.Form):
    schemes = forms.MultipleChoiceField(
        label="发放项目",
        choices=[
            ("disability_pension", "残疾军人残疾抚恤金"),
            ("bereaved_pension", "三属定期抚恤金"),
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text="可以选一项或几项。",
    )
    through = forms.CharField(label="发放至", help_text="写年月，例如 2026-11。")
    urgent = forms.BooleanField(label="建批后马上核算", required=False)


class FilterForm(forms.Form):
    scheme = forms.ChoiceField(label="项目", choices=[("", "全部项目")], required=False)
    town = forms.ChoiceField(label="镇街", choices=[("", "全部镇街")], required=False)
    q = forms.CharField(label="姓名", required=False)


class ReturnForm(forms.Form):
    file = forms.FileField(label="回盘文件", help_text="银行发回的原文件，不要另存或改动。")


class SignInForm(forms.Form):
    username = forms.CharField(label="用户名")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)


class PasswordForm(forms.Form):
    old_password = forms.CharField(label="现用密码", widget=forms.PasswordInput)
    new_password1 = forms.CharField(
        label="新密码",
        widget=forms.PasswordInput,
        help_text=mark_safe("<ul><li>至少 10 个字符。</li></ul>"),
    )
    new_password2 = forms.CharField(label="再输一次新密码", widget=forms.PasswordInput)


class FactForm(forms.Form):
    reason = forms.CharField(label="停发原因", help_text="写明理由。")
    number = forms.CharField(label="按存折或卡片再输一遍账号", required=False)


class StandardForm(forms.Form):
    scheme = forms.ChoiceField(
        label="项目",
        choices=[("", "请选择"), ("rural", "年满60周岁农村籍退役士兵老年生活补助")],
        required=False,
    )
    grade = forms.ChoiceField(label="等级", choices=[("", "不分")], required=False)
    rate_class = forms.ChoiceField(label="性质", choices=[("", "不分")], required=False)
    amount = forms.CharField(label="标准（元）", required=False)
    basis = forms.ChoiceField(
        label="计发口径", choices=[("", "请选择"), ("month", "每服役一年每月")], required=False
    )


StandardRows = forms.formset_factory(StandardForm, extra=3)
