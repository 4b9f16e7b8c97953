"""Tell how personal data is used, in the first answer of a conversation.

It informs (Luật 91/2025/QH15, Điều 9: kinds of data, purpose, who decides, rights) and asks for
nothing: silence is no consent. What else is given, a phone number or a photo, is asked for in the
form, and sent only when the resident has confirmed it. See docs/privacy.md.
"""

from bot.ward import Ward


def consent_notice(ward: Ward) -> str:
    """Return the notice, at most 45 words."""
    name = ward.name[:1].upper() + ward.name[1:]
    ask = f"gọi {ward.hotline}" if ward.hotline else "hỏi bộ phận một cửa"
    return (
        f"{name} lưu tin nhắn để trả lời anh/chị; ảnh và số điện thoại chỉ dùng để xử lý phản ánh. "
        f"Anh/chị có quyền xem, sửa, xóa: {ask}. Xin đừng gửi số căn cước."
    )
