"""Loading regions: twice gives the same, wrong lists leave nothing behind, the message helps."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from tests.people import COUNTY, EAST, EAST_ONE, NOW, PLACES, WEST, a_county, colleague
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.regions.models import Region
from veterans.regions.rules import RegionRow
from veterans.regions.services import LoadOutcome, load_regions

pytestmark = pytest.mark.django_db

DATA = Path("veterans/regions/data/regions_zhangdian.csv")
HEADER = "code,name,level,parent_code\n"
GOOD = HEADER + "".join(
    f"{code},{name},{level},{'' if level == 'county' else code[:6] + '000000'}\n"
    for code, name, level in PLACES
    if level != "village"
)


@pytest.fixture
def run(tmp_path):
    def run(content):
        path = tmp_path / "regions.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        out, err = StringIO(), StringIO()
        call_command("load_regions", str(path), stdout=out, stderr=err)
        [line] = out.getvalue().splitlines()
        return json.loads(line)

    return run


def test_the_real_network():
    out = StringIO()
    call_command("load_regions", str(DATA), stdout=out, stderr=StringIO())
    assert json.loads(out.getvalue()) == {"inserted": 248, "renamed": 0, "unchanged": 0}
    levels = {level: Region.objects.filter(level=level).count() for level in
              ("county", "town", "village")}  # fmt: skip
    assert levels == {"county": 1, "town": 12, "village": 235}
    village = Region.objects.filter(level="village").select_related("parent__parent").first()
    assert village.path.startswith(village.parent.path)
    assert village.parent.parent.name == "张店区"


def test_twice_changes_nothing_and_a_new_name_renames(run):
    assert run(GOOD) == {"inserted": 3, "renamed": 0, "unchanged": 0}
    assert run(GOOD) == {"inserted": 0, "renamed": 0, "unchanged": 3}
    before = Region.objects.get(code=WEST).pk
    assert run(GOOD.replace("西镇", "西街道")) == {"inserted": 0, "renamed": 1, "unchanged": 2}
    assert Region.objects.get(code=WEST).name == "西街道"
    assert Region.objects.get(code=WEST).pk == before
    actions = AuditEntry.objects.order_by("serial").values_list("detail__inserted", flat=True)
    assert list(actions) == [3, 0]  # nothing is written about a load that changed nothing


def test_a_part_may_come_later(run):
    run(GOOD)
    assert run(f"{HEADER}{EAST_ONE},东一村,village,{EAST}\n")["inserted"] == 1


def test_the_order_of_lines_is_free(run):
    lines = GOOD.splitlines(keepends=True)
    assert run("".join([lines[0], *reversed(lines[1:])]))["inserted"] == 3


def test_byte_order_mark_blank_lines_column_order_and_windows_line_ends(run):
    swapped = "name,code,level,parent_code\r\n\r\n试验区 ,370399000000,county,\r\n,,,\r\n"
    assert run(b"\xef\xbb\xbf" + swapped.encode())["inserted"] == 1
    assert Region.objects.get().name == "试验区"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (GOOD.encode("gbk"), "第 2 行不是 UTF-8 编码（看起来是 GBK）.*CSV UTF-8"),
        (GOOD.encode("utf-16"), "UTF-16.*CSV UTF-8"),
        (b"PK\x03\x04rest", "Excel 工作簿"),
        (GOOD.encode() + b"\xff\xff", "第 5 行不是 UTF-8"),
        (GOOD + "370399\x00,x,town,y\n", "第 5 行含有空字符"),
        (GOOD.replace("name", "名称"), "缺少：name"),
        (GOOD.replace("code,name", "code,name,note", 1), "不认识：note"),
        (GOOD.replace("parent_code", "code"), "缺少：parent_code"),
        (GOOD + f"{EAST_ONE},东一村,village\n", "第 5 行有 3 列，应为 4 列"),
        (GOOD + f"{EAST_ONE},东一村,village,{EAST},\n", "第 5 行有 5 列，应为 4 列"),
        (GOOD + '370399001001,"东一村,village\n', "引号不成对"),
        (HEADER, "只有列名"),
        ("", "文件是空的"),
        (GOOD + f"{EAST_ONE},东一村,village,370399009000\n", "第 5 行：.*应为370399001000"),
        (HEADER + f"{EAST_ONE},东一村,village,{EAST}\n", "既不在清单里，也没有登记过"),
        (GOOD + f"{EAST},再来一次,town,{COUNTY}\n", "第 5 行：.*重复出现"),
        (GOOD + f"{EAST_ONE},东一村,town,{EAST}\n", "第 5 行：.*不符"),
        (GOOD + f"{EAST_ONE},,village,{EAST}\n", "没有名称"),
    ],
)
def test_wrong_files_are_refused_whole(run, content, says):
    with pytest.raises(CommandError, match=says):
        run(content)
    assert not Region.objects.exists()
    assert not AuditEntry.objects.exists()


def test_every_wrong_line_is_named_at_once(run):
    bad = "".join(f"{number},x,village,\n" for number in range(30))
    with pytest.raises(CommandError) as caught:
        run(GOOD + bad)
    assert str(caught.value).count("第 ") == 10
    assert "共 30 处问题" in str(caught.value)


def test_missing_file():
    with pytest.raises(CommandError, match="没有这个文件"):
        call_command("load_regions", "/nowhere/regions.csv")
    with pytest.raises(CommandError, match="文件夹"):
        call_command("load_regions", ".")


def test_only_the_system_administrator_may():
    row = RegionRow(COUNTY, "试验区", "county", "")
    for role in (Role.PREPARER, Role.AUDITOR):
        with pytest.raises(PermissionRefused):
            load_regions([row], at=NOW, actor=colleague(role.value, role))
    boss = colleague("boss", Role.SYSADMIN)
    assert load_regions([row], at=NOW, actor=boss) == LoadOutcome(1, 0, 0)
    assert AuditEntry.objects.get().actor_name == "boss"


def test_an_empty_list_is_refused():
    with pytest.raises(Refused, match="空的"):
        load_regions([], at=NOW)


class TestDatabaseRefuses:
    """What no service would write, for whoever goes round the services."""

    def refused(self, constraint, /, **fields):
        given = {"name": "某村", "level": "village", "code": "370399001003", "path": "370399001003"}
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Region.objects.create(**{**given, **fields})

    def test_all(self):
        places = a_county()
        east, west = places[EAST], places[WEST]
        fits, padded = "region_path_fits_level", "region_code_is_padded_path"
        self.refused(fits, parent=None)
        self.refused(fits, parent=east, level="province")
        self.refused(fits, parent=east, level="county")
        self.refused(fits, parent=west, level="town")
        self.refused(padded, parent=west, level="town", path="370399001")
        self.refused("region_", parent=east, code="37039900100X", path="37039900100X")
        self.refused("region_has_a_name", parent=east, name="")
        self.refused("unique", parent=east, code=EAST_ONE, path=EAST_ONE)
