"""Settings of the portal. Every value that differs between places comes from the environment.

``PORTAL_ENV`` names the place: ``development`` (the default: random keys per checkout, servers of
``make demo`` are found by themselves), ``test`` and ``production`` (refuses to start with a
missing or weak secret). ``docs/operations.md`` lists the variables.
"""

import json
import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from config import environment
from config.api_settings import REST_FRAMEWORK as REST_FRAMEWORK
from config.api_settings import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from config.checkout_keys import checkout_secrets
from config.limits import *  # noqa: F403
from config.schedule import CELERY_BEAT_SCHEDULE as CELERY_BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(os.environ.get("PORTAL_STATE_DIR") or BASE_DIR / ".portal")

PLACE = environment.which(os.environ)
PRODUCTION = PLACE == environment.PRODUCTION
TESTING = PLACE == environment.TEST

if PRODUCTION and (_problems := environment.production_problems(os.environ)):
    raise environment.Misconfigured(
        "The portal does not start in production like this:\n  - " + "\n  - ".join(_problems)
    )

# --- Secrets -------------------------------------------------------------------------------------

if PRODUCTION:
    _secrets = environment.secrets_from(os.environ)
elif TESTING:
    _secrets = environment.test_secrets()
else:
    _secrets = checkout_secrets(STATE_DIR)

SECRET_KEY = _secrets.secret_key
PORTAL_SEAL_KEYS = _secrets.seal_keys
PORTAL_SEAL_KEY_ID = _secrets.seal_key_id
PORTAL_INDEX_KEY = _secrets.index_key
PORTAL_BACKUP_KEY = environment.backup_key(os.environ)

DEBUG = environment.flag(os.environ, "PORTAL_DEBUG", default=PLACE == environment.DEVELOPMENT)
ALLOWED_HOSTS = environment.words(os.environ, "PORTAL_ALLOWED_HOSTS")
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

# Every page of a demo says that its people are invented.
PORTAL_DEMO = environment.flag(os.environ, "PORTAL_DEMO")

# --- Servers -------------------------------------------------------------------------------------


def _server_urls() -> dict[str, str]:
    """DATABASE_URL and REDIS_URL win; otherwise the servers that ``make demo`` keeps running."""
    record = STATE_DIR / "servers.json"
    found = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL")
        or found.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/portal"),
        "REDIS_URL": os.environ.get("REDIS_URL")
        or found.get("REDIS_URL", "redis://127.0.0.1:6379/0"),
    }


_urls = _server_urls()
DATABASES = {
    "default": environment.database(_urls["DATABASE_URL"])
    # A test's server must not hold on to a database that is about to be dropped.
    | {"CONN_MAX_AGE": 0 if TESTING else 60, "CONN_HEALTH_CHECKS": True}
}
REDIS_URL = _urls["REDIS_URL"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Residents' pages for a minute, in each process: read a thousand times for once that they change.
# Somebody who is signed in, and every test, sees them anew.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.dummy.DummyCache"
        if TESTING
        else "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 60,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}

# --- Applications --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "veterans.accounts.admin_app.BureauAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "axes",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    # Ours last: their admin modules take away again what the others have registered.
    "veterans.foundation",
    "veterans.regions",
    "veterans.accounts",
    "veterans.registry",
    "veterans.workdays",
    "veterans.oversight",
    "support_services.stations",
    "support_services.notices",
    "support_services.units",
    "support_services.double_list",
    "support_services.catalogue",
    "support_services.subsidies",
    "support_services.casework",
    "support_services.visits",
    "support_services.aid",
    "support_services.finder",
    "support_services.providers",
    "support_services.supporters",
    "support_services.steering",
    "support_services.projects",
    "support_services.enquiry",
    "honors.roll",
    "honors.juries",
    "honors.votes",
    "honors.plaques",
    "honors.letters",
    "honors.campaigns",
    "honors.memorials",
]

# No LocaleMiddleware: a browser that prefers English would get an English administration.
MIDDLEWARE = [
    "veterans.foundation.middleware.RequestNumberMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "veterans.accounts.middleware.KeptFormMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "veterans.accounts.middleware.EmergencyMiddleware",
    "veterans.accounts.middleware.PasswordChangeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "veterans.foundation.middleware.RefusalMiddleware",
    # Last, as its manual asks: it turns a lockout into the answer of the whole request.
    "axes.middleware.AxesMiddleware",
]
BEHIND_PROXY = environment.flag(os.environ, "PORTAL_BEHIND_PROXY")
if BEHIND_PROXY:
    MIDDLEWARE.insert(0, "config.behind_proxy.ClientAddressMiddleware")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "veterans.foundation.context_processors.portal",
                "support_services.stations.station_pages.station_door",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")  # its templates, for the renderer above

PORTAL_BUREAU_NAME = os.environ.get("PORTAL_BUREAU_NAME") or "退役军人事务局"
PORTAL_BUREAU_PHONE = os.environ.get("PORTAL_BUREAU_PHONE", "")
PORTAL_VERSION = "0.1.0"
PORTAL_SYSTEM_NAME = os.environ.get("PORTAL_SYSTEM_NAME") or "退役军人事务综合服务平台"

# 叠加规则: what holds for two schemes of which no rule speaks. See docs/manual/stacking.md.
PORTAL_STACKING_DEFAULT = environment.choice(
    os.environ, "PORTAL_STACKING_DEFAULT", ("higher_only", "allow"), default="higher_only"
)

# 佐证: how large a photo or scan may be; whether a first account needs one as a correction does.
# See docs/manual/accounts.md.
PORTAL_ATTACHMENT_BYTES = 1024 * environment.number(
    os.environ, "PORTAL_ATTACHMENT_KB", default=8 * 1024
)
PORTAL_FIRST_ACCOUNT_EVIDENCE = environment.flag(os.environ, "PORTAL_FIRST_ACCOUNT_EVIDENCE")
# 挂账: after how many days an undelivered payment is proposed by itself, 0 for never; whether
# all that is not delivered must be on suspense before its batch is closed.
# See docs/manual/suspense.md.
PORTAL_SUSPENSE_AFTER_DAYS = environment.number(
    os.environ, "PORTAL_SUSPENSE_AFTER_DAYS", default=90
)
PORTAL_CLOSE_NEEDS_SUSPENSE = environment.flag(os.environ, "PORTAL_CLOSE_NEEDS_SUSPENSE")

# Within so many days after its notice came a 喜报 is brought; the bureau's own measure, no law.
PORTAL_GOOD_NEWS_DAYS = environment.number(os.environ, "PORTAL_GOOD_NEWS_DAYS", default=30, least=1)

# 诉求: from how many days before its day a case is pressing; after how many days without the
# person's word an answered one is closed, 0 never; faster targets of the bureau's own in working
# days, 0 for none. See docs/manual/cases.md.
PORTAL_CASE_NEAR_DAYS = environment.number(os.environ, "PORTAL_CASE_NEAR_DAYS", default=3)
PORTAL_CASE_WORD_DAYS = environment.number(os.environ, "PORTAL_CASE_WORD_DAYS", default=15)
PORTAL_CASE_CONTACT_WORKDAYS = environment.number(
    os.environ, "PORTAL_CASE_CONTACT_WORKDAYS", default=0
)
PORTAL_CASE_ANSWER_WORKDAYS = environment.number(
    os.environ, "PORTAL_CASE_ANSWER_WORKDAYS", default=0
)

# 通知提醒: how messages go out (off, console for a demo, http), when a telephone may ring, and how
# many messages one person gets on a day. See docs/manual/notices.md.
PORTAL_SMS = environment.choice(
    os.environ,
    "PORTAL_SMS",
    ("off", "console", "http"),
    default="console" if PORTAL_DEMO else "off",
)
PORTAL_SMS_URL = os.environ.get("PORTAL_SMS_URL", "")
PORTAL_SMS_TOKEN = os.environ.get("PORTAL_SMS_TOKEN", "")
PORTAL_SMS_SECONDS = environment.number(os.environ, "PORTAL_SMS_SECONDS", default=10, least=1)
PORTAL_NOTICE_HOURS = environment.hours(os.environ, "PORTAL_NOTICE_HOURS", default="08:00-20:00")
PORTAL_NOTICES_A_DAY = environment.number(os.environ, "PORTAL_NOTICES_A_DAY", default=3, least=1)

# 一事一链: for how many days a link for an answer opens, where whoever makes it says nothing else.
# A proposal of this portal, no rule. See docs/manual/units.md.
# Whether who made a link may read out its code too: for an office of one person. On record, and the
# answer has to be looked into. See docs/adr/0052-whose-answer-it-was.md.
PORTAL_LINK_ALONE = environment.flag(os.environ, "PORTAL_LINK_ALONE")
PORTAL_LINK_DAYS = environment.number(os.environ, "PORTAL_LINK_DAYS", default=15, least=1)

# 异常查阅: what of a day's looks at files the auditor is told. Settings of this portal, not law.
# See docs/manual/oversight.md.
PORTAL_LOOKUPS_A_DAY = environment.number(os.environ, "PORTAL_LOOKUPS_A_DAY", default=200)
PORTAL_LOOKERS_A_DAY = environment.number(os.environ, "PORTAL_LOOKERS_A_DAY", default=6)
PORTAL_OFFICE_HOURS = environment.hours(os.environ, "PORTAL_OFFICE_HOURS", default="07:30-19:00")

# 人员导出: after how many hours a file is destroyed, and of how many people taken along in a day
# the auditor is told, 0 for never. See docs/manual/exports.md.
PORTAL_EXPORT_HOURS = environment.number(os.environ, "PORTAL_EXPORT_HOURS", default=24, least=1)
PORTAL_EXPORTED_A_DAY = environment.number(os.environ, "PORTAL_EXPORTED_A_DAY", default=1_000)

# 保存期限: which kinds are let go every night, and after how many days if not the rule's own.
# None by default. See docs/manual/retention.md.
PORTAL_RETENTION = environment.days_of(os.environ, "PORTAL_RETENTION")

# --- Language and time: UTC in the database, Asia/Shanghai on screen -----------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Static files --------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
STATICFILES_DIRS = [path for path in [BASE_DIR / "static"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
# Outside production files are served from where they lie, so that nobody has to collect them.
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Sign-in -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    # Argon2 is slow on purpose; hundreds of test users need not pay for it.
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "veterans.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "veterans.accounts.passwords.NotCommon"},
    {"NAME": "veterans.accounts.passwords.NotOnlyDigits"},
    {"NAME": "veterans.accounts.passwords.NotLikeTheName"},
]

# After how many days a password must be changed; 0 never.
PORTAL_PASSWORD_DAYS = environment.number(
    os.environ, "PORTAL_PASSWORD_DAYS", default=90 if PRODUCTION else 0
)

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# The pair, so that a stranger can lock out a colleague's name only from his own address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_ALLOWED_CORS_ORIGINS = ""
AXES_LOCKOUT_CALLABLE = "veterans.accounts.lockout.locked_out"
AXES_VERBOSE = False
# What is typed in wrong is kept beside the failure: never a password, nor a recovery code.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]

# 第二重验证 at the bureau's door: required of everybody, or offered. See docs/manual/sign-in.md.
PORTAL_SECOND_FACTOR = environment.choice(
    os.environ,
    "PORTAL_SECOND_FACTOR",
    ("required", "offered"),
    default="required" if PRODUCTION else "offered",
)

# --- Sessions, cookies, headers ------------------------------------------------------------------

SESSION_COOKIE_NAME = "portal_session"
SESSION_ENGINE = "veterans.accounts.session_store"
# So many minutes without a request, then sign in again.
PORTAL_IDLE_MINUTES = environment.number(os.environ, "PORTAL_IDLE_MINUTES", default=60, least=5)
SESSION_COOKIE_AGE = 60 * PORTAL_IDLE_MINUTES
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "portal_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "veterans.foundation.error_pages.csrf_failure"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's check marks and arrows are data: images
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

if PRODUCTION:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = environment.flag(os.environ, "PORTAL_HTTPS_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, where there is no TLS
    SECURE_HSTS_SECONDS = environment.number(os.environ, "PORTAL_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if BEHIND_PROXY:
        # Only where a proxy of ours sets this header and drops the one a client sent.
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Logs: to standard error, one line for each event, no personal data ---------------------------

LOGGING_CONFIG = "veterans.foundation.logs.from_settings"
LOGGING = {
    "json": environment.flag(os.environ, "PORTAL_LOG_JSON", default=PRODUCTION),
    "level": os.environ.get("PORTAL_LOG_LEVEL") or ("WARNING" if TESTING else "INFO"),
}

# --- Background work: the state column is the queue, Celery only the courier ---------------------

CELERY_BROKER_URL = REDIS_URL
# Several portals, or several test runs, may share one Redis without taking each other's work.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": os.environ.get("PORTAL_QUEUE_PREFIX") or "portal:"
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True

# --- Programs' door: see config/api_settings.py --------------------------------------------------
