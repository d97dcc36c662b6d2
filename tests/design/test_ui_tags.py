"""The components as text: what they say, what they refuse."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory


def shown(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("1234567.5"), ">1,234,567.50<"),
        (Decimal("-750"), ">−750.00<"),
        (Decimal("0"), ">0.00<"),
        (Decimal("0.005"), ">0.01<"),
        (12, ">12.00<"),
        (None, ">—<"),
    ],
)
def test_money(amount: object, text: str) -> None:
    assert text in shown("{{ amount|money }}", amount=amount)


def test_money_with_sign_marks_only_what_is_more() -> None:
    assert ">+5.00<" in shown('{{ a|money:"+" }}', a=Decimal(5))
    assert ">0.00<" in shown('{{ a|money:"+" }}', a=Decimal(0))
    assert ">−5.00<" in shown('{{ a|money:"+" }}', a=Decimal(-5))


@pytest.mark.parametrize("amount", [1.5, "12.00", True])
def test_money_refuses_what_is_not_money(amount: object) -> None:
    with pytest.raises(TypeError):
        shown("{{ amount|money }}", amount=amount)


def test_count_and_months() -> None:
    assert ">31,904<" in shown("{{ n|count }}", n=31904)
    assert ">−1,200<" in shown("{{ n|count }}", n=-1200)
    assert shown("{{ d|month_cn }}|{{ d|month_code }}", d=date(2026, 9, 1)) == "2026年9月|2026-09"
    assert shown("{{ d|month_cn }}|{{ d|month_code }}", d=None) == "|"


def test_a_state_has_a_shape_and_a_word() -> None:
    badge = shown('{% state_badge "失败" "bad" %}')
    assert "失败" in badge
    assert "<svg" in badge
    shapes = {tone: shown(f'{{% state_badge "词" "{tone}" %}}') for tone in
              ("ok", "warn", "bad", "idle", "info")}  # fmt: skip
    drawings = {tone: html.split("<svg")[1].split("</svg>")[0] for tone, html in shapes.items()}
    assert len(set(drawings.values())) == 5


def test_an_unknown_tone_is_a_mistake_of_ours() -> None:
    with pytest.raises(TemplateSyntaxError):
        shown('{% state_badge "失败" "red" %}')


def test_what_people_typed_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    for source in (
        "{% state_badge text 'ok' %}",
        "{% notice title=text %}{{ text }}{% endnotice %}",
        "{% panel title=text %}{{ text }}{% endpanel %}",
        "{% data_table caption=text %}<tr><td>{{ text }}</td></tr>{% enddata_table %}",
        "{% kv text %}{{ text }}{% endkv %}",
        "{% empty_state text text %}",
        "{% timeline entries %}",
        "{% icon 'ok' text %}",
        "{% amount_card text 1 note=text unit='人' %}",
    ):
        html = shown(source, text=evil, entries=[{"what": evil, "note": evil, "at": None}])
        assert "<script" not in html, source
        assert "&lt;script" in html, source


def test_progress_says_its_percentage() -> None:
    assert 'value="30"' in shown("{% progress 13 42 %}")
    assert 'value="100"' in shown("{% progress 0 0 %}")
    assert 'value="100"' in shown("{% progress 9 3 %}")


def test_a_chart_is_also_a_table_and_a_sentence() -> None:
    rows = [
        {"label": "残疾抚恤", "value": Decimal("300")},
        {"label": "冲减多发", "value": Decimal("-100")},
    ]
    html = shown('{% bar_chart rows title="金额" ident="c" %}', rows=rows)
    assert 'role="img"' in html
    assert "残疾抚恤 300.00元；冲减多发 −100.00元" in html
    assert "<table" in html
    assert 'x="25.00%"' in html  # the zero line: a quarter of the span lies below nought
    assert 'width="75.00%"' in html
    assert 'x="0.00%"' in html


def test_a_chart_without_rows_or_with_zeros_only() -> None:
    assert "没有可以画图的数据" in shown('{% bar_chart rows title="t" ident="c" %}', rows=[])
    zeros = [{"label": "甲", "value": Decimal(0)}]
    assert 'width="0.00%"' in shown('{% bar_chart rows title="t" ident="c" %}', rows=zeros)


def test_pager_keeps_the_filter() -> None:
    request = RequestFactory().get("/", {"q": "张", "page": "3"})
    page = Paginator(range(500), 50).page(3)
    source = Template("{% load ui %}{% pagination page %}")
    html = source.render(RequestContext(request, {"page": page}))
    assert "q=%E5%BC%A0&amp;page=2" in html or "page=2&amp;q=%E5%BC%A0" in html
    assert 'aria-current="page">3<' in html
    assert "共 <" in html


def test_steps_say_where_the_work_stands_without_colour() -> None:
    steps = [
        {"label": "建批", "status": "done"},
        {"label": "核算", "status": "current"},
        {"label": "复核", "status": "todo"},
    ]
    html = shown("{% steps steps %}", steps=steps)
    assert "（已完成）" in html
    assert 'aria-current="step"' in html
    assert "（未到）" in html


def test_the_ribbon_is_there_only_for_made_up_data() -> None:
    source = '{% include "components/demo_ribbon.html" %}'
    assert "演示数据，均为虚构" in shown(source, portal_demo=True)
    assert "演示" not in shown(source, portal_demo=False)


def test_context_processor_names_the_bureau(settings: SimpleNamespace) -> None:
    from veterans.foundation.context_processors import portal

    settings.PORTAL_BUREAU_NAME = "某区退役军人事务局"
    settings.PORTAL_DEMO = True
    context = portal(RequestFactory().get("/"))
    assert context["bureau_name"] == "某区退役军人事务局"
    assert context["portal_demo"] is True
