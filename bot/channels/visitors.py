"""Which address a request comes from, where proxies that the shop trusts stand in between."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, List, Sequence, Union

from sanic.request import Request

UNKNOWN = "unknown"
IPV6_PREFIX = 64
"""One household has all addresses below such a prefix, so the prefix is what is counted."""


def trusted_proxies(setting: str) -> List[Any]:
    """Return the networks of `ECOM_TRUSTED_PROXIES`, addresses or networks with commas between them.

    Raises:
        ValueError: one of them is neither; the message names it.
    """
    found = []
    for part in filter(None, (part.strip() for part in setting.split(","))):
        try:
            found.append(ip_network(part, strict=False))
        except ValueError as error:
            raise ValueError(
                f"ECOM_TRUSTED_PROXIES: {part!r} is no address or network, such as 127.0.0.1 or 10.0.0.0/8"
            ) from error
    return found


def address_of(request: Request, proxies: Sequence[Any]) -> str:
    """Return the shopper's address: what trusted proxies say of who called them, never what a stranger claims."""
    address = str(request.ip or "")
    header = ",".join(request.headers.getall("x-forwarded-for", []))
    for claimed in reversed([part.strip() for part in header.split(",") if part.strip()]):
        if not _is_trusted(address, proxies):
            break
        if _parsed(claimed) is None:
            break
        address = claimed
    return _counted(address)


def _is_trusted(address: str, proxies: Sequence[Any]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in proxies)


def _parsed(address: str) -> Any:
    try:
        parsed: Union[Any, IPv6Address] = ip_address(address)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def _counted(address: str) -> str:
    parsed = _parsed(address)
    if parsed is None:
        return UNKNOWN
    if isinstance(parsed, IPv6Address):
        return str(ip_network(f"{parsed}/{IPV6_PREFIX}", strict=False))
    return str(parsed)
