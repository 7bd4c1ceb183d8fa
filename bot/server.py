"""Starts Rasa with this project's settings: sane time-outs, a private address, a tracker that lasts."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from pathlib import Path

BOT = Path(__file__).resolve().parent
ACTION_TIMEOUT_S = 10
RESPONSE_TIMEOUT_S = 20
LOCK_LIFETIME_S = 30


def set_defaults(var: Path) -> None:
    """Set what Rasa and TensorFlow read from the environment, before they are imported."""
    for name, value in {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "HF_HUB_OFFLINE": "1",
        "TICKET_LOCK_LIFETIME": str(LOCK_LIFETIME_S),
        "ECOM_ACTIONS_URL": "http://127.0.0.1:5055/webhook",
        "ECOM_TRACKER_URL": f"sqlite:///{var / 'tracker.db'}",
        "ECOM_UPLOAD_DIR": str(var / "uploads"),
    }.items():
        os.environ.setdefault(name, value)


def main() -> int:
    """Serve the newest model until the process is told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default=os.environ.get("ECOM_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("ECOM_PORT", "5005")))
    parser.add_argument("--model", default=str(BOT / "models"), help="model file, or folder of models")
    parser.add_argument("--var", type=Path, default=BOT.parent / "var", help="folder for state")
    options = parser.parse_args()
    options.var.mkdir(parents=True, exist_ok=True)
    set_defaults(options.var)
    sys.path.insert(0, str(BOT))
    os.chdir(BOT)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")

    import rasa.core.actions.action
    import rasa.core.run
    import rasa.core.utils
    from rasa.utils.endpoints import EndpointConfig

    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT_S
    endpoints = rasa.core.utils.AvailableEndpoints.read_endpoints(str(BOT / "endpoints.yml"))
    redis_url = os.environ.get("ECOM_REDIS_URL")
    if redis_url:
        endpoints.lock_store = EndpointConfig(url=redis_url, type="locks.RedisUrlLockStore")
    asyncio.set_event_loop(asyncio.new_event_loop())
    rasa.core.run.serve_application(
        model_path=options.model,
        interface=options.host,
        port=options.port,
        credentials=str(BOT / "credentials.yml"),
        endpoints=endpoints,
        enable_api=False,
        response_timeout=RESPONSE_TIMEOUT_S,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
