"""Starts Rasa with this project's settings: sane time-outs, a private address, a tracker that lasts."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

BOT = Path(__file__).resolve().parent
ACTION_TIMEOUT_S = 10
RESPONSE_TIMEOUT_S = 20
LOCK_LIFETIME_S = 30
BACKLOG = 1024
DEFAULT_SHOP = "demo"
ASK_ACTIONS_EVERY_S = 0.2


def set_defaults(var: Path) -> None:
    """Set what Rasa and TensorFlow read from the environment, before they are imported."""
    for name, value in {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "HF_HUB_OFFLINE": "1",
        "TICKET_LOCK_LIFETIME": str(LOCK_LIFETIME_S),
        "ECOM_SHOP": DEFAULT_SHOP,
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
    parser.add_argument(
        "--model", default=str(BOT / "models"), help="model file, or folder of models"
    )
    parser.add_argument("--var", type=Path, default=BOT.parent / "var", help="folder for state")
    options = parser.parse_args()
    options.var.mkdir(parents=True, exist_ok=True)
    set_defaults(options.var)
    sys.path.insert(0, str(BOT))
    os.chdir(BOT)
    serve(options.model, options.host, options.port)
    return 0


def serve(model: str, host: str, port: int) -> None:
    """Run Rasa's server with our channels only; it listens once the model is loaded and has read a message."""
    import rasa.core.actions.action
    from channels.added import open_channels
    from channels.web import MAX_BODY
    from rasa.core import run
    from rasa.core.utils import AvailableEndpoints, number_of_sanic_workers
    from rasa.utils.log_utils import configure_structlog
    from serving import action_answers, http, metrics
    from serving.locks import lock_store

    from shoptalk.signing import Signer

    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    # Rasa's finer levels write what shoppers say into the log.
    configure_structlog(logging.WARNING)
    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT_S
    action_answers.install()
    signer = Signer(os.environ.get("ECOM_SECRET", ""), os.environ["ECOM_SHOP"])
    os.environ["ECOM_ACTIONS_KEY"] = signer.call_key()
    endpoints = AvailableEndpoints.read_endpoints(str(BOT / "endpoints.yml"))
    redis_url = os.environ.get("ECOM_REDIS_URL")
    if redis_url:
        endpoints.lock_store = lock_store(redis_url)
    asyncio.set_event_loop(asyncio.new_event_loop())
    app = run.configure_app(
        open_channels(BOT / "credentials.yml"),
        enable_api=False,
        port=port,
        endpoints=endpoints,
    )
    app.config.RESPONSE_TIMEOUT = RESPONSE_TIMEOUT_S
    app.config.REQUEST_MAX_SIZE = MAX_BODY
    http.configure(app)
    http.say_little(app)
    metrics.install(app)
    app.register_listener(
        partial(run.load_agent_on_start, model, endpoints, None), "before_server_start"
    )
    app.register_listener(warm_up, "before_server_start")
    app.register_listener(wait_for_actions, "before_server_start")
    app.register_listener(run.close_resources, "after_server_stop")
    app.register_listener(close_pushes, "after_server_stop")
    workers = number_of_sanic_workers(endpoints.lock_store)
    app.run(
        host=host,
        port=port,
        protocol=http.StrictHttpProtocol,
        backlog=BACKLOG,
        workers=workers,
        access_log=False,
        motd=False,
    )


async def warm_up(app: Any, _loop: Any) -> None:
    """Let the components load what they load at their first message, so that no shopper waits for it."""
    if not app.ctx.agent.is_ready():
        raise SystemExit("the model cannot be served; see above")
    from components import spoken

    from shoptalk.memory import settle

    for text in (
        *spoken.patterns("warm_up"),
        "habt ihr eine warme jacke?",  # in a language that the shop may not speak
    ):
        await app.ctx.agent.parse_message(text)
    settle()


async def close_pushes(_app: Any, _loop: Any) -> None:
    """Leave no connection to other processes behind."""
    from channels.pushes import pushes

    await pushes().close()


async def wait_for_actions(_app: Any, _loop: Any) -> None:
    """Wait until the action server answers, so that the port is open only once a message would be answered."""
    from aiohttp import ClientError, ClientSession, ClientTimeout

    health = os.environ["ECOM_ACTIONS_URL"].rpartition("/")[0] + "/health"
    async with ClientSession(timeout=ClientTimeout(total=ACTION_TIMEOUT_S)) as client:
        while True:
            try:
                async with client.get(health) as answer:
                    if answer.status == 200:
                        return
            except (ClientError, asyncio.TimeoutError):
                pass
            await asyncio.sleep(ASK_ACTIONS_EVERY_S)


if __name__ == "__main__":
    sys.exit(main())
