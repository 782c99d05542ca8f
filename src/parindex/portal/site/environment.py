"""Settings read from the environment: one reader per type, and secrets from a file where `<NAME>_FILE` is set."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def text(name: str, default: str = "") -> str:
    """The variable's text, or `default` when it is unset or empty."""
    return os.environ.get(name) or default


def secret(name: str) -> str:
    """The variable, or the content of the file that `<name>_FILE` names; empty when neither is set."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else text(name)


def flag(name: str, *, default: bool = False) -> bool:
    """Whether the variable says yes (`1`, `true`, `yes`, `on`)."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def listed(name: str, default: str = "") -> list[str]:
    """The comma-separated parts of the variable, empty parts left out."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(url: str, *, sqlite_path: Path) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name`; SQLite at `sqlite_path` when `url` is empty.

    Raises ValueError for another scheme.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(sqlite_path),
            # One writer at a time: a write transaction takes its lock at once and waits, instead of failing half-way.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
            # Opening the file for each request, and closing it, takes longer than most of what is asked of it.
            "CONN_MAX_AGE": 60,
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"PARINDEX_DATABASE_URL: {parts.scheme}:// is not known, write postgresql://…")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": _postgresql_options(dict(parse_qsl(parts.query))),
        "CONN_MAX_AGE": 60,
    }


def _postgresql_options(told: dict[str, str]) -> dict[str, Any]:
    """Options of the driver; those of the address go before ours.

    Compiling a query (``jit``) pays for reports that run for seconds; of pages that ask for milliseconds it makes half
    seconds whenever the planner overrates what it will read. ``prepare_threshold``: how often a connection asks one of
    ``platform/prepared.py`` before the server keeps it; ``none`` for a pooler that does not know prepared statements.
    """
    times = told.get("prepare_threshold", "5")
    return {"options": "-c jit=off", **told, "prepare_threshold": None if times == "none" else int(times)}


def openid_connect(server: str, *, name: str, client: str, secret: str) -> dict[str, Any]:
    """allauth's settings for one OpenID Connect service; none when `server` is empty.

    `server` is the issuer (its `/.well-known/openid-configuration` is asked), `name` what the sign-in page calls it.
    """
    app = {
        "provider_id": "sso",
        "name": name,
        "client_id": client,
        "secret": secret,
        # The identity comes from the signed token; the issuer need not offer a second address for it.
        "settings": {"server_url": server, "fetch_userinfo": False},
    }
    return {"OAUTH_PKCE_ENABLED": True, "APPS": [app] if server else []}


def object_store(place: str) -> dict[str, str]:
    """Options of an S3-compatible store from `PARINDEX_S3_…`; none when `place` is a folder."""
    if "://" not in place:
        return {}
    told = {
        "AWS_ENDPOINT_URL": text("PARINDEX_S3_ENDPOINT"),
        "AWS_REGION": text("PARINDEX_S3_REGION", "us-east-1"),
        "AWS_ACCESS_KEY_ID": text("PARINDEX_S3_KEY_ID"),
        "AWS_SECRET_ACCESS_KEY": secret("PARINDEX_S3_SECRET"),
        "AWS_ALLOW_HTTP": "true" if text("PARINDEX_S3_ENDPOINT").startswith("http://") else "",
        # one writer at a time by conditional writes
        "conditional_put": "etag",
    }
    return {name: value for name, value in told.items() if value}
