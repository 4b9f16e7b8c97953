"""Configuration from the environment, read once; everything below receives values."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.types import BotError

CHECKOUT = Path(__file__).resolve().parent.parent
_VIETNAM = timezone(timedelta(hours=7))

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _listed(value: object) -> object:
    """Return the parts of "a, b"."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


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
    fixed_today: date | None = Field(default=None, validation_alias="MOTCUA_TODAY")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """0: any free one."""
    encoder: str = ""
    """Folder or hub name of any sentence-transformers model; empty: the one set-up builds."""
    search_beside: bool = True
    """While busy, `motcua serve` searches in a second process, too: it takes some 270 MB."""
    database_url: SecretStr | None = None
    """postgresql+psycopg://USER:PASSWORD@HOST/NAME; none: a SQLite file in the data folder."""
    staff_token: SecretStr | None = None
    """Opens /api/staff to the program that has it; None: closed."""
    public_url: str = ""
    """Where the internet reaches this server: https://hoidap.example.vn; platforms call it."""
    telegram_token: SecretStr | None = None
    """Of the bot, from BotFather; None: no Telegram."""
    telegram_secret: SecretStr | None = None
    """What Telegram proves itself with at the webhook: 1 to 256 of A-Z, a-z, 0-9, _ and -."""
    telegram_api: str = "https://api.telegram.org"
    telegram_polling: bool = False
    """Ask for updates instead of being called: for a laptop."""
    zalo_bot_token: SecretStr | None = None
    """From Zalo Bot Creator; None: no Zalo Bot."""
    zalo_bot_secret: SecretStr | None = None
    """8 to 256 characters, made up; the platform shows it with every webhook."""
    zalo_bot_polling: bool = False
    """Ask the platform for messages instead of being called: for a try on a laptop."""
    zalo_bot_api: str = "https://bot-api.zaloplatforms.com"
    zalo_app_id: str = ""
    """Of the app in Zalo's developer console; empty: no Zalo Official Account."""
    zalo_app_secret: SecretStr | None = None
    """The app's own secret key: gets and renews tokens."""
    zalo_oa_secret_key: SecretStr | None = None
    """The OA Secret Key of the app's webhook page, another one: signs what Zalo tells us."""
    zalo_oa_id: str = ""
    """Of the official account."""
    zalo_redirect_url: str = ""
    """Where Zalo sends the administrator's browser after consent: exactly as in the console."""
    zalo_code_verifier: SecretStr | None = None
    """If the console holds a fixed code challenge: its verifier. None: a new one each time."""
    zalo_oa_buttons: bool = False
    """Buttons under answers. False: numbered choices, until buttons were tried on the account."""
    zalo_oa_may_cost: bool = False
    """Send from 48 hours to 7 days after the resident's last word, too: Zalo charges for it."""
    zalo_oa_refuse_unsigned: bool = False
    """Answer what is not signed with 401 instead of 200: not while the address is set up."""
    zalo_oa_api: str = "https://openapi.zalo.me"
    zalo_oauth_url: str = "https://oauth.zaloapp.com"
    zalo_photo_hosts: Listed = (".zdn.vn", ".zadn.vn", ".zalo.me", ".zaloapp.com")
    """Where Zalo keeps pictures; a dot in front: every name below it. The list is published
    nowhere, these names are what several public programs met."""
    oidc_issuer: str = ""
    """Of the office's single sign-on (OpenID Connect), as it calls itself; empty: none."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_button: str = "Đăng nhập bằng tài khoản cơ quan"
    """What the sign-in page calls it."""
    oidc_acr: Listed = ()
    """Values of `acr` with which the provider says that there were two factors."""
    review_hours: Annotated[int, Field(ge=1, le=720)] = 24
    """How long a document given to be reviewed is kept, with all that was found in it."""
    rasa_python: Path = CHECKOUT / ".venv-rasa" / "bin" / "python"
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = "INFO"

    @property
    def today(self) -> date:
        """Today in Viet Nam, unless fixed: discounts, deadlines and validity depend on it.

        Read again for each answer, because a server runs for weeks.
        """
        return self.fixed_today or datetime.now(_VIETNAM).date()

    @property
    def now(self) -> datetime:
        """This moment, on the fixed day if one is."""
        clock = datetime.now(_VIETNAM)
        return datetime.combine(self.today, clock.timetz())

    @property
    def photo_dir(self) -> Path:
        """Pictures that residents sent."""
        return self.data_dir / "photos"

    @property
    def review_dir(self) -> Path:
        """Documents that officials gave to be reviewed."""
        return self.data_dir / "reviews"

    @property
    def store_path(self) -> Path:
        """The local store of imported records."""
        return self.data_dir / "store.sqlite"

    @property
    def database(self) -> str:
        """Address of the database, its password included: not to be printed."""
        given = self.database_url.get_secret_value() if self.database_url else ""
        return given or f"sqlite:///{self.data_dir / 'motcua.sqlite'}"

    @property
    def index_dir(self) -> Path:
        """The index."""
        return self.data_dir / "index"

    @property
    def encoder_dir(self) -> Path:
        """The encoder that set-up builds."""
        return self.build_dir / "encoder"


def read_settings(data_dir: Path | None = None) -> Settings:
    """Return the settings, of another data folder if one is given. Raises BotError."""
    try:
        return Settings() if data_dir is None else Settings(data_dir=data_dir)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        names = [str(fault["loc"][0]).upper().removeprefix("MOTCUA_") for fault in faults]
        said = [f"MOTCUA_{name}: {each['msg']}" for name, each in zip(names, faults, strict=True)]
        raise BotError("; ".join(said)) from None
