"""Read from the settings which provider of single sign-on the office has."""

from bot.types import BotError
from channels.console.oidc import Provider, is_safe
from channels.settings import Settings


def configured_provider(settings: Settings) -> Provider | None:
    """Return the provider, None if none is set up. Raises BotError for half a set-up."""
    if not settings.oidc_issuer:
        return None
    secret = settings.oidc_client_secret
    if not (settings.oidc_client_id and secret and secret.get_secret_value()):
        raise BotError("single sign-on needs MOTCUA_OIDC_CLIENT_ID and MOTCUA_OIDC_CLIENT_SECRET")
    if not is_safe(settings.oidc_issuer):
        raise BotError("MOTCUA_OIDC_ISSUER has to begin with https://")
    if not is_safe(settings.public_url):
        raise BotError(
            "single sign-on needs MOTCUA_PUBLIC_URL: the provider sends people back to it"
        )
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=secret,
        button=settings.oidc_button,
        two_factor_acr=frozenset(settings.oidc_acr),
    )
