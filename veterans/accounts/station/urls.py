"""Sign-in, sign-out and password of station workers, under ``/station/``."""

from django.urls import path

from veterans.accounts.doors import STATION, for_station
from veterans.accounts.my_sign_ins import my_sign_ins, stay
from veterans.accounts.sign_in import NewPasswordView, SignInView, sign_out

app_name = "station_accounts"

urlpatterns = [
    path(
        "login/",
        SignInView.as_view(door=STATION, template_name="station/login.html"),
        name="login",
    ),
    path(
        "me/",
        for_station()(my_sign_ins),
        {"door": STATION, "template": "station/my_sign_ins.html"},
        name="my_sign_ins",
    ),
    path("stay/", for_station()(stay), name="stay"),
    path("logout/", sign_out, {"door": STATION}, name="logout"),
    path(
        "password_change/",
        for_station()(
            NewPasswordView.as_view(door=STATION, template_name="station/password_change.html")
        ),
        name="password_change",
    ),
]
