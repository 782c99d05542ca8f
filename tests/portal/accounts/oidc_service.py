"""A small real OpenID Connect service on loopback: discovery, authorize, token (RS256), keys; authorization code with
PKCE. It signs in whoever `claims` say.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "parindex", "only-for-tests"


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Service:
    """What the service knows; `signs_with` may be another key than the published one (a forger)."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    published: rsa.RSAPrivateKey = field(default_factory=_key)
    signs_with: rsa.RSAPrivateKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def discovery(self) -> dict[str, Any]:
        """What `/.well-known/openid-configuration` says."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        """The published key."""
        jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.published.public_key()))
        return {"keys": [{**jwk, "kid": "k1", "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """The address to which the browser goes back, with a code."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code; None when code, client or PKCE verifier do not fit."""
        began = self.codes.pop(asked.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.get("code_verifier", "").encode()).digest())
        if began is None or (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET):
            return None
        if began["code_challenge"] != challenge.rstrip(b"=").decode():
            return None
        now = int(time.time())
        payload = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims}
        signed = jwt.encode(payload, self.signs_with or self.published, algorithm="RS256", headers={"kid": "k1"})
        return {"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "expires_in": 300, "id_token": signed}


@contextmanager
def served() -> Iterator[Service]:
    """The service, on a free port of this machine."""
    service = Service()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            service.asked.append(parts.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", service.authorize(_plain(parts.query)))
                self.end_headers()
            elif parts.path == "/keys":
                self._say(service.keys())
            else:
                self._say(service.discovery())

        def do_POST(self) -> None:
            service.asked.append(self.path)
            said = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = service.token(_plain(said))
            self._say(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def _say(self, content: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    service.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def _plain(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
