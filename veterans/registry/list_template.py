"""The empty workbook in which a list of people is filled in."""

from veterans.accounts.models import User
from veterans.foundation.table_files import form_bytes
from veterans.regions.models import Level
from veterans.regions.selectors import regions_visible_to

HINTS = (
    ("姓名", "必填，与身份证一致。"),
    ("身份证号", "必填，18 位。单元格是文本格式，请不要改成数值。"),
    ("区划代码", "12 位，见“村居清单”；填了它就不用填镇街和村居。"),
    ("镇街", "镇街名称。"),
    ("村居", "村居名称。新登记的人要填；已登记的人不填，就不改村居。"),
    ("联系电话", "手机号，或带区号的座机号。不填就不改。"),
    ("民族", "如“汉族”。档案里已有的不改。"),
    ("入伍时间", "如 2010-03-01，要到日。档案里已有服役经历的不改。"),
    ("退役时间", "如 2012-11-30，要到日。仍在服役的不填。"),
    ("服役身份", "义务兵、军士、军官、文职人员、参战民兵民工。"),
    ("开户行", "与账号一起填。"),
    ("户名", "不填就是本人。与姓名不同的，等另一人核验。"),
    ("账号", "银行账号或卡号。"),
)


def template(user: User) -> bytes:
    """Heads that the reader knows, what belongs below each, and the places of the user's area."""
    regions = regions_visible_to(user).exclude(level=Level.COUNTY).select_related("parent")
    places = [
        (one.code, one.parent.name, one.name)
        if one.level == Level.VILLAGE and one.parent
        else (one.code, one.name, "")
        for one in regions.order_by("path")
    ]
    heads = tuple(head for head, _ in HINTS)
    return form_bytes(heads, HINTS, also=[("村居清单", ("区划代码", "镇街", "村居"), places)])
