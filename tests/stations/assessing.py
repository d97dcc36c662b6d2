"""A town and its villages that assess themselves: templates in force, stations, colleagues."""

from datetime import date
from decimal import Decimal
from typing import Any

from support_services.stations.models import Assessment, AssessmentTemplate, Station
from support_services.stations.services import assessing, templates
from support_services.stations.services.assessing import Checked
from tests.people import EAST, EAST_ONE, EAST_TWO, NOW, WEST, WEST_ONE, a_county, colleague
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.regions.models import Region

TODAY = date(2026, 11, 2)
ITEMS = (("组织建设", "站有专人", 10), ("服务功能", "走访有记录", "7.5"))


class Office:
    """The small county with a station everywhere, and one colleague of every kind."""

    def __init__(self) -> None:
        self.places = a_county()
        for region in Region.objects.exclude(level="county"):
            Station.objects.create(region=region, name=f"{region.name}退役军人服务站")
        self.preparer = colleague("jingban", Role.PREPARER)
        self.reviewer = colleague("fuhe", Role.REVIEWER)
        self.town = colleague("dongjie", Role.TOWN_WORKER, EAST)
        self.village = colleague("dongyi", Role.VILLAGE_WORKER, EAST_ONE)
        self.neighbour = colleague("donger", Role.VILLAGE_WORKER, EAST_TWO)
        self.stranger = colleague("xizhen", Role.TOWN_WORKER, WEST)
        self.far = colleague("xiyi", Role.VILLAGE_WORKER, WEST_ONE)

    def template(
        self, level: str = "village", year: int = 2026, part: str = "3", *, enforce: bool = True
    ) -> AssessmentTemplate:
        """A list of two items worth 17.5 points."""
        made = templates.draft_template(
            title=f"{year}年{level}自评",
            level=level,
            year=year,
            part=part,
            due_on=date(year, 12, 20),
            source="本局自定",
            confidence="unconfirmed",
            by=self.preparer,
            at=NOW,
        )
        for number, (block, text, most) in enumerate(ITEMS, start=1):
            templates.put_item(
                template_id=made.pk,
                number=number,
                block=block,
                text=text,
                proof="照片",
                most=Decimal(most),
                by=self.preparer,
                at=NOW,
            )
        if enforce:
            templates.decide_template(template_id=made.pk, verb="enforce", by=self.reviewer, at=NOW)
        return made

    def submitted(
        self, template: AssessmentTemplate, by: User, points: tuple[Any, ...] = (8, 5)
    ) -> Assessment:
        """An assessment of that person's own station, scored and handed in."""
        assert by.region is not None
        made = assessing.begin(station_code=by.region.code, template_id=template.pk, by=by, at=NOW)
        for item, got in zip(template.items.all(), points, strict=True):
            assessing.score_item(
                assessment_id=made.pk,
                item_id=item.pk,
                points=Decimal(got),
                told="有台账",
                by=by,
                at=NOW,
            )
        return assessing.submit(assessment_id=made.pk, by=by, at=NOW)

    def closed(self, made: Assessment, by: User, *points: Any) -> Assessment:
        """Checked by ``by`` with these points, in the order of the items."""
        items = made.template.items.all()
        return assessing.close(
            assessment_id=made.pk,
            checked={
                item.pk: Checked(Decimal(got), "按现场情况")
                for item, got in zip(items, points, strict=True)
            },
            submitted_at=made.submitted_at,
            by=by,
            at=NOW,
        )
