"""Links that nobody can guess: random tokens, of which the file of data holds the hash alone."""

from __future__ import annotations

import secrets
from hashlib import sha256
from hmac import compare_digest


def new_token() -> str:
    """Return 256 random bits as text for an address."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Return what is kept of a token. A plain hash is enough: nobody can try all of 256 random bits."""
    return sha256(token.encode()).hexdigest()


def csrf_of(key: str) -> str:
    """Return what every form of a visit carries, which another site can neither read nor compute."""
    return sha256(b"form of " + key.encode()).hexdigest()


def is_same(given: str, expected: str) -> bool:
    """Compare in a time that does not depend on where two texts differ."""
    return compare_digest(given.encode(), expected.encode())
