"""The action server: `python -m actions`."""

from __future__ import annotations

import argparse
import logging
import os
import sys

import typer


def main() -> int:
    """Load the shop, then serve the actions on a private address."""
    parser = argparse.ArgumentParser(prog="python -m actions", description=__doc__)
    parser.add_argument("--host", default=os.environ.get("ECOM_ACTIONS_HOST", "127.0.0.1"))
    parser.add_argument(
        "--port", type=int, default=int(os.environ.get("ECOM_ACTIONS_PORT", "5055"))
    )
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")

    from ecomcore.errors import EcomError
    from ecomcore.shop.database import migrate
    from ecomcore.shop.redact import RedactFilter
    from ecomcore.shop.signing import signer
    from shoptalk.memory import settle

    for handler in logging.getLogger().handlers:
        handler.addFilter(RedactFilter())
    try:
        from actions.catalogue.names import names_of
        from actions.server.rehearsal import rehearse
        from actions.texts import languages, texts
        from actions.turn.service import get_service

        service = get_service()
        # A shop that an earlier release imported may lack a table.
        migrate(service.shop, service.settings)
        service.build.warm()
        # Models, texts and names are loaded by their first use; no shopper should wait for that.
        for language in languages():
            text = texts(language)["fallback.not_understood"]
            service.engine.search(text)
            service.build.part("knowledge").answer(text, language)
        names_of(service)
        rehearse(service)
        if service.settings.llm_url:
            from ecomcore.text.names import without_names

            for language in languages():
                without_names(texts(language)["smalltalk.greet"])
        settle()
        service.forget_old()
        service.watch()
        service.deliver()
    except EcomError as error:
        typer.echo(f"action server: {error}", err=True)
        return 2

    from actions.server import metrics, tracing
    from actions.server.bridge import executor
    from actions.server.webhook import serve
    from actions.turn.trace import watchers

    # From here on, so that the rehearsal does not count.
    watchers.append(metrics.watch)
    tracing.start()
    given = service.settings.metrics_key
    key = given.get_secret_value() if given else None
    serve(executor(), signer(service.settings), options.host, options.port, key)
    return 0


if __name__ == "__main__":
    sys.exit(main())
