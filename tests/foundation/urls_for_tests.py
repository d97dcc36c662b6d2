"""Addresses that fail in every way a page can fail."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from config.urls import urlpatterns as portal
from veterans.foundation import request_number
from veterans.foundation.errors import NotFound, PermissionRefused, Refused


class ThrownOut(Exception):
    """What the driver raises when PostgreSQL breaks a circle of waiting."""

    pgcode = "40P01"


def collision():
    error = OperationalError("deadlock detected")
    error.__cause__ = ThrownOut()
    return error


FAILURES = {
    "collision": collision(),
    "database": OperationalError("server closed the connection unexpectedly"),
    "refused": Refused("金额不能是负数，请改正。"),
    "permission": PermissionRefused("此操作由“审批”岗位办理。"),
    "notfound": NotFound("张三的档案"),
    "http404": Http404("张三的档案"),
    "denied": PermissionDenied(),
    "denied-ours": PermissionDenied("请从局工作台进入。"),
    "bad": BadRequest("malformed"),
    "bug": ValueError("张三 370303194901011234 13812345678"),
}


def fail(request, how):
    raise FAILURES[how]


def number(request):
    return HttpResponse(request_number.current())


urlpatterns = [path("fail/<slug:how>/", fail), path("number/", number), *portal]
