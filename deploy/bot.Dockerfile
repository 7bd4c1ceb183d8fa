# The bot: Rasa with its channels, and a model that is trained while the image is made. A new catalogue needs no new image.
FROM python:3.11-slim-bookworm AS material
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY requirements.lock pyproject.toml ./
COPY shoptalk shoptalk
RUN uv venv .venv \
 && VIRTUAL_ENV=/app/.venv uv pip sync --compile-bytecode --torch-backend cpu requirements.lock \
 && VIRTUAL_ENV=/app/.venv uv pip install --no-deps --editable shoptalk
COPY actions actions
COPY ecomcore ecomcore
COPY scripts scripts
COPY bot bot
COPY deploy/examples.yml examples.yml
RUN .venv/bin/python -m scripts.material --out /material --reviewed examples.yml

FROM python:3.10-slim-bookworm AS train
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY shoptalk shoptalk
COPY bot/requirements.lock bot/requirements.lock
RUN uv venv bot/.venv \
 && VIRTUAL_ENV=/app/bot/.venv uv pip sync --compile-bytecode bot/requirements.lock \
 && VIRTUAL_ENV=/app/bot/.venv uv pip install --no-deps --editable shoptalk
COPY bot bot
COPY --from=material /material /material
WORKDIR /app/bot
ENV RASA_TELEMETRY_ENABLED=false HF_HUB_OFFLINE=1 TF_CPP_MIN_LOG_LEVEL=3
RUN .venv/bin/python -m rasa train --force --skip-validation --config config.yml \
  --domain /material/domain --data /material/data --out /app/models --fixed-model-name bot

FROM python:3.10-slim-bookworm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home shop \
 && mkdir -p /app/var \
 && chown shop /app /app/var
WORKDIR /app
COPY --from=train /app/bot/.venv bot/.venv
COPY --from=train /app/models models
COPY shoptalk shoptalk
COPY bot bot
ENV PYTHONUNBUFFERED=1 ECOM_VAR_DIR=/app/var
USER shop
VOLUME /app/var
EXPOSE 5005
HEALTHCHECK --interval=10s --timeout=5s --start-period=180s --retries=3 \
  CMD ["bot/.venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:5005/webhooks/web/', timeout=4)"]
CMD ["bot/.venv/bin/python", "bot/server.py", "--host", "0.0.0.0", "--port", "5005", "--model", "models", "--var", "var"]
