"""Tell how personal data is used."""

from bot.ward import Ward


def consent_notice(ward: Ward) -> str:
    """Return the notice."""
    return f"Tin nhắn được lưu để {ward.name} trả lời anh/chị."
