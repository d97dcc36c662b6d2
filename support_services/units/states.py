"""Kinds of units. Plain data."""

from enum import StrEnum


class UnitKind(StrEnum):
    DEPARTMENT = "department"
    PLACE = "place"
    TROOPS = "troops"
    INSTITUTION = "institution"
    ENTERPRISE = "enterprise"
    ORGANISATION = "organisation"
    PERSON = "person"


KIND_LABELS: dict[UnitKind, str] = {
    UnitKind.DEPARTMENT: "机关部门",
    UnitKind.PLACE: "镇街、村居",
    UnitKind.TROOPS: "驻地部队（只用代称）",
    UnitKind.INSTITUTION: "学校、医院等事业单位",
    UnitKind.ENTERPRISE: "企业、个体工商户",
    UnitKind.ORGANISATION: "社会组织",
    UnitKind.PERSON: "个人",
}
# Who may have a 统一社会信用代码, and who is asked for none.
WITHOUT_CODE = frozenset({UnitKind.TROOPS, UnitKind.PERSON, UnitKind.PLACE})
