"""The rows of a file: entered, corrected, taken out, by whom, for whom; two people at one file."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import EAST_ONE, NOW, WEST_ONE, colleague
from tests.registry.makers import TODAY, id_number
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.history import Change
from veterans.foundation.masking import mask_address, mask_certificate
from veterans.foundation.models import AuditEntry
from veterans.regions.models import Region
from veterans.registry import rules
from veterans.registry.covered import COVERED, may_unmask
from veterans.registry.models import (
    Circumstance,
    Person,
    Relative,
    Residence,
    ServicePeriod,
)
from veterans.registry.sections import BY_KEY, SECTIONS
from veterans.registry.selectors.changes import changes_of, file_stamp
from veterans.registry.selectors.file import file_of, sections_for
from veterans.registry.services import (
    drop_row,
    put_row,
    register_person,
    update_contact,
)
from veterans.registry.services.unmasking import unmask

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(regions: dict[str, Region], clerk: User) -> Person:
    return register_person(
        name="解学诗",
        id_number=id_number(1),
        region=regions[EAST_ONE],
        phone="13800001111",
        by=clerk,
        at=NOW,
        today=TODAY,
    )


@pytest.fixture
def own(regions: dict[str, Region]) -> User:
    return colleague("dongyi", Role.VILLAGE_WORKER, EAST_ONE)


@pytest.fixture
def neighbour(regions: dict[str, Region]) -> User:
    return colleague("xiyi", Role.VILLAGE_WORKER, WEST_ONE)


def put(person: Person, section: str, by: User, row_id: int | None = None, **values: Any) -> Any:
    seen = values.pop("seen", None)
    why = values.pop("why", "按本人提供的证件登记")
    return put_row(
        person=person,
        section=section,
        row_id=row_id,
        values=values,
        why=why,
        seen=file_stamp(person.pk) if seen is None else seen,
        by=by,
        at=NOW,
        today=TODAY,
    )


SERVED = {
    "enlisted_on": date(1970, 1, 5),
    "discharged_on": date(1975, 3, 1),
    "status": "conscript",
    "force": "army",
    "enlisted_from": "山东淄博",
    "was_rural": True,
}


def test_a_row_says_who_entered_it_and_can_be_read(person: Person, clerk: User) -> None:
    row = put(person, "service", clerk, **SERVED, document_no="退字001号")
    assert (row.entered_by, row.entered_at) == (clerk, NOW)
    (told,) = next(one.rows for one in file_of(clerk, person) if one.section.key == "service")
    assert told.line == "1970-01-05 入伍，1975-03-01 退役"
    assert told.notes == ["义务兵", "陆军", "入伍地 山东淄博", "入伍时农村户籍", "退字001号"]
    entry = AuditEntry.objects.latest("serial")
    assert (entry.action, entry.subject_id) == ("file.entered", str(person.pk))


def test_every_section_can_be_read_with_a_fixed_number_of_queries(
    person: Person, clerk: User, second: User, django_assert_num_queries: Any
) -> None:
    put(person, "service", clerk, **SERVED)
    for n in range(3):
        put(person, "relatives", clerk, relation="son", name=f"解{n}", phone=f"1380000222{n}")
        put(person, "notes", clerk, text=f"第 {n} 次备注")
    tables = {section.model for section in SECTIONS}
    with django_assert_num_queries(len(tables)):
        shown = file_of(clerk, person)
    assert [one.section.key for one in shown] == [section.key for section in SECTIONS]


def test_a_new_value_ends_the_one_before_it(person: Person, clerk: User) -> None:
    put(person, "identity", clerk, kind="marriage", value="10")
    put(person, "identity", clerk, kind="marriage", value="21", valid_from=date(1980, 5, 1))
    put(person, "identity", clerk, kind="nation", value="01")
    rows = Circumstance.objects.filter(kind="marriage").order_by("pk")
    assert [(row.value, row.valid_from, row.valid_to) for row in rows] == [
        ("10", None, date(1980, 5, 1)),
        ("21", date(1980, 5, 1), None),
    ]


@pytest.mark.parametrize(
    ("section", "values", "says"),
    [
        ("service", {**SERVED, "discharged_on": date(1969, 1, 1)}, "退役日期要晚于入伍日期"),
        ("service", {**SERVED, "enlisted_on": date(1949, 1, 1)}, "早于此人的出生日期"),
        ("service", {**SERVED, "discharged_on": date(2030, 1, 1)}, "不能晚于今天"),
        ("service", {**SERVED, "status": "general"}, "服役身份"),
        ("service", {**SERVED, "enlisted_from": "第二十六集团军"}, "番号"),
        (
            "merits",
            {"kind": "third", "awarded_on": date(1973, 8, 1), "title": "某部70165部队授予"},
            "番号",
        ),
        ("identity", {"kind": "marriage", "value": "99"}, "没有这一项"),
        ("identity", {"kind": "medical", "value": "employee"}, "这一部分的项目"),
        ("relatives", {"relation": "son", "name": "解二", "phone": "12"}, "电话"),
        (
            "relatives",
            {"relation": "son", "name": "解二", "is_contact": True},
            "紧急联系人要填电话",
        ),
        ("relatives", {"relation": "son", "name": " "}, "姓名"),
        ("placement", {"mode": "self", "lump_sum": -1}, "金额不能是负数"),
        ("residence", {"kind": "hukou"}, "请选择村居"),
        ("certificates", {"kind": "disabled", "number": ""}, "证件号"),
        ("notes", {"text": ""}, "内容"),
        ("sensitive", {"kind": "combat", "text": "在某师某团，番号不详"}, "番号"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    person: Person, clerk: User, section: str, values: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        put(person, section, clerk, **values)
    assert not Change.objects.filter(person_id=person.pk).exists()


def test_one_lives_where_the_station_is_that_serves_him(
    person: Person, clerk: User, regions: dict[str, Region]
) -> None:
    put(person, "residence", clerk, kind="living", region=regions[EAST_ONE], address="幸福路77号")
    with pytest.raises(Refused, match="区内搬迁"):
        put(
            person,
            "residence",
            clerk,
            kind="living",
            region=regions[WEST_ONE],
            valid_from=date(2020, 1, 1),
        )
    (told,) = next(one.rows for one in file_of(clerk, person) if one.section.key == "residence")
    assert (told.line, told.notes) == ("居住地：东街道东一村", ["幸福路****"])


def test_another_village_ends_the_home_that_was(
    person: Person, clerk: User, regions: dict[str, Region]
) -> None:
    put(person, "residence", clerk, kind="living", region=regions[EAST_ONE], address="幸福路77号")
    put(person, "residence", clerk, kind="hukou", region=regions[EAST_ONE])
    update_contact(person=person, region=regions[WEST_ONE], by=clerk, at=NOW)
    ends = dict(Residence.objects.filter(person=person).values_list("kind", "valid_to"))
    assert ends == {"living": date(2026, 11, 2), "hukou": None}


def test_two_people_edit_one_file_and_nothing_is_lost(
    person: Person, clerk: User, own: User
) -> None:
    row = put(person, "relatives", clerk, relation="son", name="解二", phone="13800002222")
    opened = file_stamp(person.pk)  # both open the form now
    put(person, "relatives", own, row.pk, phone="13900003333", seen=opened, why="本人换号")
    with pytest.raises(Refused) as refusal:
        put(person, "relatives", clerk, row.pk, phone="13700004444", seen=opened)
    said = str(refusal.value)
    assert "dongyi" in said
    assert "电话由“138****2222”改为“139****3333”" in said
    row.refresh_from_db()
    assert row.phone == "13900003333"
    # Another row of the same file is nobody's quarrel.
    put(person, "relatives", clerk, relation="daughter", name="解三", seen=opened)
    # Whoever has seen it may go on.
    put(person, "relatives", clerk, row.pk, phone="13700004444")


def test_a_row_somebody_else_removed_is_not_written_again(
    person: Person, clerk: User, second: User
) -> None:
    row = put(person, "notes", clerk, text="记错人了")
    opened = file_stamp(person.pk)
    drop_row(
        person=person, section="notes", row_id=row.pk, why="记错人", seen=opened, by=clerk, at=NOW
    )
    with pytest.raises(Refused, match="删除：备注"):
        put(person, "notes", clerk, row.pk, text="改一改", seen=opened)


def test_the_history_tells_before_and_after_and_covers_what_is_covered(
    person: Person, clerk: User, second: User
) -> None:
    row = put(person, "relatives", clerk, relation="son", name="解二", phone="13800002222")
    put(person, "relatives", clerk, row.pk, name="解贰", phone="13900003333", why="名字写错")
    secret = put(person, "sensitive", clerk, kind="illness", text="肺部旧疾")
    put(person, "sensitive", clerk, secret.pk, text="肺部旧疾，已治愈", why="复查")
    told = changes_of(person, sensitive=True)
    assert [(one.deed, one.what, one.why) for one in told][:3] == [
        ("修改", "敏感信息", "复查"),
        ("登记", "敏感信息", "按本人提供的证件登记"),
        ("修改", "亲属和联系人", "名字写错"),
    ]
    assert {(v.field, v.before, v.after) for v in told[2].values} == {
        ("姓名", "解二", "解贰"),
        ("电话", "138****2222", "139****3333"),
    }
    assert "肺部" not in str(told)
    assert all(one.what != "敏感信息" for one in changes_of(person, sensitive=False))


def test_own_station_neighbour_and_stranger(
    person: Person, own: User, neighbour: User, clerk: User
) -> None:
    put(person, "relatives", own, relation="son", name="解二", phone="13800002222")
    put(person, "security", own, kind="living", value="alone")
    with pytest.raises(NotFound):
        put(person, "relatives", neighbour, relation="son", name="解三")
    for section in ("service", "identity", "certificates"):
        with pytest.raises(PermissionRefused):
            put(person, section, own, **SERVED)
    for section in ("sensitive", "placement", "没有"):
        with pytest.raises(NotFound):
            put(person, section, own, text="看")
    assert {one.key for one in sections_for(own)} == {one.key for one in SECTIONS if one.at_station}
    auditor, admin = colleague("shenji", Role.AUDITOR), colleague("guanli", Role.SYSADMIN)
    assert "sensitive" not in {one.key for one in sections_for(auditor)}
    assert sections_for(admin) == []
    with pytest.raises(PermissionRefused):
        put(person, "notes", auditor, text="看过")


def test_a_station_reads_only_notes_that_are_for_it(person: Person, own: User, clerk: User) -> None:
    put(person, "notes", clerk, text="局内掌握")
    put(person, "notes", clerk, text="每月十号看望", for_station=True)
    rows = next(one.rows for one in file_of(own, person) if one.section.key == "notes")
    assert [row.line for row in rows] == ["每月十号看望"]


class TestUnmasking:
    def see(self, person: Person, by: User, what: str = "phone", **more: Any) -> str:
        return unmask(person_id=person.pk, what=what, by=by, at=NOW, **{"reason": "call", **more})

    def test_one_field_for_a_reason_on_record(self, person: Person, own: User) -> None:
        assert self.see(person, own, note="通知领牌") == "13800001111"
        entry = AuditEntry.objects.latest("serial")
        assert (entry.action, entry.subject_id) == ("file.unmasked", str(person.pk))
        assert entry.detail == {
            "what": "phone",
            "row": None,
            "reason": "call",
            "note": "通知领牌",
        }

    def test_refused_leaves_no_value_and_no_doubt(
        self, person: Person, own: User, neighbour: User, clerk: User
    ) -> None:
        before = AuditEntry.objects.count()
        auditor = colleague("shenji", Role.AUDITOR)
        for by, what, more, error in (
            (neighbour, "phone", {}, NotFound),
            (own, "id_number", {}, NotFound),
            (own, "sensitive", {}, NotFound),
            (auditor, "phone", {}, PermissionRefused),
            (clerk, "account", {}, NotFound),
            (clerk, "phone", {"reason": ""}, Refused),
            (clerk, "phone", {"reason": "other"}, Refused),
            (clerk, "phone", {"note": "他的电话是 13800001111"}, Refused),
            (clerk, "home", {}, Refused),
            (clerk, "relative", {"row_id": 999}, NotFound),
        ):
            with pytest.raises(error):
                self.see(person, by, what, **more)
        assert AuditEntry.objects.count() == before

    def test_somebody_elses_row_is_not_opened_through_mine(
        self, person: Person, clerk: User, regions: dict[str, Region]
    ) -> None:
        other = register_person(
            name="别人",
            id_number=id_number(2),
            region=regions[WEST_ONE],
            by=clerk,
            at=NOW,
            today=TODAY,
        )
        row = put(other, "relatives", clerk, relation="son", name="别二", phone="13911112222")
        with pytest.raises(NotFound):
            self.see(person, clerk, "relative", row_id=row.pk)
        assert self.see(other, clerk, "relative", row_id=row.pk) == "13911112222"

    def test_nobody_else_may(self) -> None:
        for role in (Role.APPROVER, Role.AUDITOR, Role.SYSADMIN):
            user = User(role=role, is_active=True)
            assert not any(may_unmask(user, what) for what in COVERED)


@pytest.mark.parametrize(
    "text",
    [
        "54321部队",
        "第80集团军",
        "某军第二十六师",
        "一〇五团三营",
        "番号不详",
        "代号 9527",
        "第3支队",
    ],
)
def test_a_units_designation_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="番号"):
        rules.clean_open_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "团结村",
        "二连浩特市",
        "山东第一师范大学",
        "三等功",
        "四营村",
        "义务兵",
        "五里铺",
        "旅游公司",
        "第二炮兵",
    ],
)
def test_a_place_or_a_rank_is_not(text: str) -> None:
    assert rules.clean_open_text(text) == text


@given(st.text(max_size=60))
def test_a_covered_address_shows_no_number_and_never_more_than_there_was(text: str) -> None:
    shown = mask_address(text)
    assert not any(char.isnumeric() for char in shown.removesuffix("****"))
    assert text.strip().startswith(shown.removesuffix("****"))


@given(st.text(alphabet="0123456789鲁军字第号", max_size=30))
def test_a_covered_certificate_shows_four_at_most(text: str) -> None:
    shown = mask_certificate(text).lstrip("*")
    assert len(shown) <= 4
    assert "".join(text.split()).endswith(shown)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_typed_is_kept_whole_or_refused_whole(
    person: Person, clerk: User, data: st.DataObject
) -> None:
    """Any text in any open field: stored as it is read back, or refused with nothing written."""
    typed = data.draw(st.text(min_size=1, max_size=90).filter(lambda t: "\x00" not in t))
    section, field, rest = data.draw(
        st.sampled_from(
            [
                ("relatives", "name", {"relation": "son"}),
                ("employment", "title", {"kind": "job"}),
                ("notes", "text", {}),
                ("residence", "address", {"kind": "hukou"}),
            ]
        )
    )
    model = BY_KEY[section].model
    before = model.objects.count(), Change.objects.count()
    try:
        row = put(person, section, clerk, **{field: typed}, **rest)
    except Refused:
        assert (model.objects.count(), Change.objects.count()) == before
        return
    kept = getattr(model.objects.get(pk=row.pk), field)
    assert kept == (rules.clean_name(typed) if field == "name" else " ".join(typed.split()))
    row.delete()


def test_the_tables_refuse_what_the_verbs_would(person: Person) -> None:
    """Past every verb: overlapping periods, a telephone without an index, nobody nowhere."""
    from django.db import IntegrityError, transaction

    ServicePeriod.objects.create(
        person=person, enlisted_on=date(1970, 1, 1), entered_at=NOW, status="conscript"
    )
    for bad in (
        lambda: ServicePeriod.objects.create(
            person=person, enlisted_on=date(1980, 1, 1), entered_at=NOW, status="conscript"
        ),
        lambda: Relative.objects.create(
            person=person, relation="son", name="二", phone="13800000000", entered_at=NOW
        ),
        lambda: Relative.objects.create(
            person=person, relation="son", name="二", other=person, entered_at=NOW
        ),
        lambda: Residence.objects.create(person=person, kind="hukou", entered_at=NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            bad()
