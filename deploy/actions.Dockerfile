# The action server, the imports and builds of a shop, and the console: everything of the core's environment.
FROM python:3.11-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY requirements.lock pyproject.toml ./
COPY shoptalk shoptalk
RUN uv venv .venv \
 && VIRTUAL_ENV=/app/.venv uv pip sync --compile-bytecode --torch-backend cpu requirements.lock \
 && VIRTUAL_ENV=/app/.venv uv pip install --no-deps --editable shoptalk

FROM python:3.11-slim-bookworm
# OpenMP for FAISS and scikit-learn; fonts for the pictures in answers.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fonts-noto-cjk libgl1 libglib2.0-0 libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home shop \
 && mkdir -p /app/var \
 && chown shop /app /app/var
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY actions actions
COPY ecomcore ecomcore
COPY shoptalk shoptalk
COPY scripts scripts
COPY bot bot
COPY data data
COPY requirements.lock pyproject.toml ./
ENV PYTHONUNBUFFERED=1 ECOM_VAR_DIR=/app/var
USER shop
VOLUME /app/var
EXPOSE 5055
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
  CMD [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:5055/health', timeout=4)"]
CMD [".venv/bin/python", "-m", "actions", "--host", "0.0.0.0", "--port", "5055"]
