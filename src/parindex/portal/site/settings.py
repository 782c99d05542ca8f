"""Settings. What differs between installations comes from `PARINDEX_…` variables (README.md beside this file)."""

from pathlib import Path

import structlog
from csp.constants import SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from parindex.portal.site import environment

PORTAL = Path(__file__).resolve().parent.parent
CHECKOUT = PORTAL.parents[2]
# A source checkout keeps its working files beside the code; an installed package where it is started.
VAR = Path(
    environment.text("PARINDEX_VAR", str((CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()) / "var"))
).resolve()

DEBUG = environment.flag("PARINDEX_DEBUG")
# The demonstration: known passwords, served on this machine only (see accounts/README.md).
DEMONSTRATION = environment.flag("PARINDEX_DEMONSTRATION")
HTTPS = environment.flag("PARINDEX_HTTPS", default=not (DEBUG or DEMONSTRATION))
# Without a key of its own every start invents one, and everyone has to sign in again.
SECRET_KEY = environment.secret("PARINDEX_SECRET_KEY") or get_random_secret_key()
ALLOWED_HOSTS = environment.listed("PARINDEX_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = environment.listed("PARINDEX_TRUSTED_ORIGINS")

PROJECT_APPS = [
    # Top floor first; one line per app.
    "parindex.portal.site",
    "parindex.portal.dashboards",
    "parindex.portal.reports",
    "parindex.portal.intake",
    "parindex.portal.improvement",
    "parindex.portal.assessments",
    "parindex.portal.plans",
    "parindex.portal.dossiers",
    "parindex.portal.petitions",
    "parindex.portal.criteria",
    "parindex.portal.procedures",
    "parindex.portal.facts",
    "parindex.portal.documents",
    "parindex.portal.findings",
    "parindex.portal.organisations",
    "parindex.portal.accounts",
    "parindex.portal.platform",
]

INSTALLED_APPS = [
    *PROJECT_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_cotton",
    "django_filters",
    "django_fsm",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "parindex.portal.platform.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "parindex.portal.platform.memory_uploads.MemoryUploadsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "parindex.portal.platform.middleware.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "parindex.portal.site.acting.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "parindex.portal.platform.middleware.PhoneTablesMiddleware",
    "parindex.portal.platform.kept_forms.KeptFormsMiddleware",
    "parindex.portal.platform.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "parindex.portal.site.urls"
WSGI_APPLICATION = "parindex.portal.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "parindex.portal.site.furniture.furniture",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "parindex.portal.platform.templatetags.whose_form"],
        },
    }
]

DATABASES = {
    "default": environment.database(
        environment.secret("PARINDEX_DATABASE_URL"),
        sqlite_path=Path(environment.text("PARINDEX_SQLITE", str(VAR / "parindex.sqlite3"))),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Jobs wait in the database; the web process runs them in threads (platform/worker.py).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
WORKER_THREADS = int(environment.text("PARINDEX_WORKER_THREADS", "2"))
# How long, and for how many at once, the web process waits for bodies of requests (site/arriving_bodies.py).
BODY_SECONDS = float(environment.text("PARINDEX_BODY_SECONDS", "1800"))
BODY_GRACE_SECONDS = float(environment.text("PARINDEX_BODY_GRACE_SECONDS", "60"))
BODY_BYTES_PER_SECOND = float(environment.text("PARINDEX_BODY_BYTES_PER_SECOND", "256"))
BODIES_AT_ONCE = int(environment.text("PARINDEX_BODIES_AT_ONCE", "48"))

# Words, numbers, time -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [str(path) for path in sorted(PORTAL.glob("*/locale"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# People ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "parindex.portal.accounts.sign_in.PasswordBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboards:my_work"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "parindex.portal.accounts.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
INVITATION_DAYS = int(environment.text("PARINDEX_INVITATION_DAYS", "7"))
# Second factors. A passkey belongs to a host name: not to 127.0.0.1, only to localhost or a name with HTTPS.
MFA_ADAPTER = "parindex.portal.accounts.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "parindex"
MFA_TOTP_TOLERANCE = 1  # clocks of office computers drift
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by the coordinator, nobody types his own
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# One sign-in service of the authority beside the password (OpenID Connect); only people who are registered here.
OIDC_SERVER = environment.text("PARINDEX_OIDC_SERVER").rstrip("/")
SOCIALACCOUNT_ADAPTER = "parindex.portal.accounts.sign_in.OutsideSignInAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": environment.openid_connect(
        OIDC_SERVER,
        name=environment.text("PARINDEX_OIDC_NAME", "SSO"),
        client=environment.text("PARINDEX_OIDC_CLIENT", "parindex"),
        secret=environment.secret("PARINDEX_OIDC_SECRET"),
    )
}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False

# The way in and out ---------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        # a form that leads to the sign-in service ends there
        "form-action": [SELF, *([OIDC_SERVER] if OIDC_SERVER else [])],
    }
}
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "parindex.portal.platform.views.stale_form.stale_form"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("PARINDEX_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Mail -----------------------------------------------------------------------------------------------------------------
# Where the portal is reached from outside, for links in mail and calendar: https://cchc.tinh.gov.vn
PORTAL_ADDRESS = environment.text("PARINDEX_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
# Without a mail server, mail is written as files below the working folder.
EMAIL_HOST = environment.text("PARINDEX_MAIL_HOST")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_PORT = int(environment.text("PARINDEX_MAIL_PORT", "587"))
EMAIL_HOST_USER = environment.text("PARINDEX_MAIL_USER")
EMAIL_HOST_PASSWORD = environment.secret("PARINDEX_MAIL_PASSWORD")
EMAIL_USE_TLS = environment.flag("PARINDEX_MAIL_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("PARINDEX_MAIL_FROM", "parindex@localhost")

# Records of dossiers --------------------------------------------------------------------------------------------------
# A folder, or s3://bucket/prefix with the access below. What imports stage stands on this machine in any case.
LAKE = environment.text("PARINDEX_LAKE", str(VAR / "lake"))
LAKE_WORK = environment.text("PARINDEX_LAKE_WORK", str(VAR / "lake_work"))
LAKE_OPTIONS = environment.object_store(LAKE)
# Once a week files go that no version of the last ten years and none that a figure was recorded of needs.
LAKE_VACUUM = environment.flag("PARINDEX_LAKE_VACUUM", default=True)
DOSSIER_UPLOAD_MB = int(environment.text("PARINDEX_LARGEST_EXPORT_MB", "1024"))

# Files ----------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# "collected": hashed names that a browser keeps for ever (after `collectstatic`); "sources": straight from the apps.
STATIC_FROM = environment.text("PARINDEX_STATIC", "sources")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if STATIC_FROM == "collected"
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = STATIC_FROM != "collected"
MEDIA_ROOT = VAR / "files"
MEDIA_URL = "/tep/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_LARGEST_FILE = int(environment.text("PARINDEX_LARGEST_FILE_MB", "50")) * 1024 * 1024
# `tcp://host:3310` or `unix:///run/clamd.ctl`; when set, no file is taken in without its verdict.
CLAMAV_ADDRESS = environment.text("PARINDEX_CLAMAV")
# A folder of root certificates (PEM, DER) whose signers count as known.
TRUSTED_CERTIFICATES = environment.text("PARINDEX_TRUSTED_CERTIFICATES")

DJANGO_TABLES2_TEMPLATE = "platform/table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A refusal is an answer, not trouble.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": environment.text("PARINDEX_LOG_LEVEL", "WARNING")},
}

# A traceback shows lines of the program, never the values of its variables: they may be names of citizens.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)
