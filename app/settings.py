"""Settings from the environment, read once and then frozen."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What an installation can choose."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", frozen=True)

    database_url: str = f"sqlite:///{ROOT / 'var' / 'onrecord.sqlite'}"
    seed: Path = ROOT / "seed"
    host: str = Field(default="127.0.0.1", validation_alias="HOST")
    workers: int = Field(default=1, ge=1, le=64, validation_alias="WEB_CONCURRENCY")
    port: int = Field(default=8000, ge=1, le=65535, validation_alias="PORT")
