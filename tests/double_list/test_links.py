"""The lead without an account: by a link, after a code, it claims that the work is done."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from support_services.double_list.models import ItemPaper
from support_services.units.services.links import make_link
from support_services.units.taking_part import parts_of
from tests.double_list.makers import Office
from tests.pictures import png
from tests.screen_text import text_of
from tests.subsidies.at_the_bureau import enter, told
from tests.units.makers import browser, form_token, url_of
from veterans.foundation.errors import Refused


@pytest.mark.django_db
def test_the_lead_claims_by_its_link_and_the_office_finds_it() -> None:
    office = Office.of()
    today, at = timezone.localdate(), timezone.now()
    item = office.walked("in_hand", today=today, deadline=today + timedelta(days=60))
    about = f"dlist:{item.pk}"
    given = {"about": about, "days": 5, "url_of": url_of, "by": office.clerk, "at": at}
    with pytest.raises(Refused):
        make_link(unit_id=office.roads.pk, **given, today=today)
    # Who asked has nothing to answer while the work goes on.
    with pytest.raises(Refused, match="不用答复"):
        make_link(unit_id=office.troops.pk, **given, today=today)
    page = f"/bureau/double-list/{item.pk}/"
    shown = told(enter(office.clerk), page)
    assert f"发链接给{office.school}" in shown
    assert f"发链接给{office.troops}" not in shown
    made = make_link(unit_id=office.school.pk, **given, today=today)
    client, url = browser(made.link, made.secret, at=at), f"/dafu/{made.secret}/"
    text = text_of(client.get(url).text)
    assert item.title in text
    assert "赵" not in text
    token = form_token(client.get(f"{url}tian/claim/").text)
    typed = {"biaodan": token, "result": "全部落实", "evidence": "", "funds_spent": "1200.50"}
    photo = SimpleUploadedFile("a.png", png(), content_type="image/png")
    answer = client.post(f"{url}tian/claim/", {**typed, "fujian-file_1": photo})
    assert answer.status_code == 302, text_of(answer.text)
    client.post(answer["Location"])
    item.refresh_from_db()
    assert (item.state, item.claimed_how, item.claimed_by) == ("claimed", "link", None)
    assert str(item.funds_spent) == "1200.50"
    paper = ItemPaper.objects.get()
    second = enter(office.second)
    assert "本单位在线答复" in told(second, page)
    assert second.get(f"/bureau/double-list/papers/{paper.pk}/").status_code == 200
    (part,) = parts_of(office.second, office.school, today)
    assert (part.role, part.about) == ("承办单位", about)
