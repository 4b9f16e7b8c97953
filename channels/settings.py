"""Configuration from the environment, read once; everything below receives values."""

from datetime import date
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What `MOTCUA_…` variables and the file .env may set."""

    model_config = SettingsConfigDict(
        env_prefix="MOTCUA_", env_file=CHECKOUT / ".env", extra="ignore"
    )

    data_dir: Path = CHECKOUT / "var"
    """What is written at run time: local store, index, conversations."""
    build_dir: Path = CHECKOUT / "var" / "build"
    """What set-up builds: encoder and Rasa model."""
    ward: Path = CHECKOUT / "ward.toml"
    today: date = Field(default_factory=date.today)
    """Fixes today's date: discounts, deadlines and validity depend on it."""
    host: str = "127.0.0.1"
    port: int = 8000
    encoder: str = ""
    """Folder or hub name of any sentence-transformers model; empty: the one set-up builds."""
    rasa_python: Path = CHECKOUT / ".venv-rasa" / "bin" / "python"
    log_level: str = "INFO"

    @property
    def store_path(self) -> Path:
        """The local store of imported records."""
        return self.data_dir / "store.sqlite"

    @property
    def index_dir(self) -> Path:
        """The index."""
        return self.data_dir / "index"

    @property
    def encoder_dir(self) -> Path:
        """The encoder that set-up builds."""
        return self.build_dir / "encoder"
