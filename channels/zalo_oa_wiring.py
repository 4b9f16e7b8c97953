"""Make the adapter of a Zalo Official Account from the settings."""

from pydantic import SecretStr

from bot.store.engine import Store
from bot.types import BotError
from channels.addresses import keeps_secrets
from channels.settings import Settings
from channels.zalo_oa import ZaloOA
from channels.zalo_oa_api import ZaloOaApi
from channels.zalo_oa_signature import Key
from channels.zalo_oa_window import LastInteraction
from channels.zalo_oauth import App


def zalo_oa_platform(
    settings: Settings, store: Store, *, last_interaction: LastInteraction | None = None
) -> ZaloOA | None:
    """Return the account of the settings, None without an app. Raises BotError.

    Without `last_interaction` the events that the store has kept are asked.
    """
    if not settings.zalo_app_id:
        return None
    app, key = zalo_app(settings), _said(settings.zalo_oa_secret_key)
    if not key:
        raise BotError(
            "MOTCUA_ZALO_OA_SECRET_KEY: copy the OA Secret Key from the app's webhook page; "
            "without it anybody could write in a resident's name"
        )
    is_real = settings.zalo_oa_api == type(settings).model_fields["zalo_oa_api"].default
    return ZaloOA(
        api=ZaloOaApi(store, app, settings.zalo_oa_api),
        key=Key(app_id=settings.zalo_app_id, secret=key, oa_id=settings.zalo_oa_id),
        photo_hosts=settings.zalo_photo_hosts,
        stand_in="" if is_real else settings.zalo_oa_api,
        has_buttons=settings.zalo_oa_buttons,
        may_cost=settings.zalo_oa_may_cost,
        refuses_unsigned=settings.zalo_oa_refuse_unsigned,
        last_interaction=last_interaction,
    )


def zalo_app(settings: Settings) -> App:
    """Return the app of the settings. Raises BotError that names everything wrong."""
    secret = _said(settings.zalo_app_secret)
    faults = []
    if not settings.zalo_app_id:
        faults.append("MOTCUA_ZALO_APP_ID: copy it from the app in Zalo's developer console")
    if not secret:
        faults.append("MOTCUA_ZALO_APP_SECRET: copy it from the app in Zalo's developer console")
    if not secret.isascii() or secret != secret.strip():
        faults.append("MOTCUA_ZALO_APP_SECRET: holds blanks or other letters; copy it again")
    for name in ("zalo_oa_api", "zalo_oauth_url"):
        if not keeps_secrets(getattr(settings, name)):
            faults.append(f"MOTCUA_{name.upper()}: tokens would travel in the open; use https")
    if faults:
        raise BotError("; ".join(faults))
    return App(app_id=settings.zalo_app_id, secret=secret, url=settings.zalo_oauth_url.rstrip("/"))


def _said(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
