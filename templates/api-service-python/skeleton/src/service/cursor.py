"""Cursors: positions in a list that callers hand back but can't make up."""

import base64
import hashlib
import hmac


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _sign(position: str, key: str) -> str:
    return _encode(hmac.digest(key.encode(), position.encode(), hashlib.sha256))


def encode_cursor(position: str, key: str) -> str:
    """Packs a position, signed with the key."""
    return f"{_encode(position.encode())}.{_sign(position, key)}"


def decode_cursor(cursor: str, key: str) -> str | None:
    """Reads what `encode_cursor` made; None when it was not made with this key."""
    encoded, _, signature = cursor.partition(".")
    try:
        padding = "=" * (-len(encoded) % 4)
        position = base64.urlsafe_b64decode(encoded + padding).decode()
    except ValueError:
        return None
    expected = _sign(position, key)
    return position if hmac.compare_digest(signature.encode(), expected.encode()) else None
