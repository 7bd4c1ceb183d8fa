"""Where the tickets of conversations are kept, so that one conversation is answered by one process at a time."""

from __future__ import annotations

from rasa.utils.endpoints import EndpointConfig
from redis.connection import parse_url

PREFIX = "ecom"


def lock_store(redis_url: str) -> EndpointConfig:
    """Return Rasa's Redis lock store at an address such as `redis://:password@host:6379/0`.

    Raises:
        ValueError: it is no address of a Redis.
    """
    try:
        parts = parse_url(redis_url)
    except ValueError as error:
        raise ValueError(
            "ECOM_REDIS_URL must be an address such as redis://host:6379/0 or rediss://host:6379/0"
        ) from error
    return EndpointConfig(
        url=parts.get("host", "localhost"),
        type="redis",
        port=parts.get("port", 6379),
        db=parts.get("db", 0),
        username=parts.get("username"),
        password=parts.get("password"),
        use_ssl=redis_url.startswith("rediss://"),
        key_prefix=PREFIX,
    )
