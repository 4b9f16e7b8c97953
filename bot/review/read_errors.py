"""Say in Vietnamese why a file cannot be reviewed: what it is, and what to do."""

from bot.review.types import ReviewError

_SCAN = "là bản chụp, không có lớp chữ; anh/chị nhận dạng chữ (OCR) trước, hoặc gửi tệp Word gốc."
_FONTS = "có phông chữ máy không đọc được; anh/chị gửi tệp Word gốc."
_DAMAGED = "bị hỏng, không mở được; anh/chị lưu hoặc xuất lại văn bản rồi gửi lại."
_UNSAFE = (
    "có phần không an toàn, máy không mở; anh/chị mở bằng Word, lưu thành tệp mới rồi gửi lại."
)
_PASSWORD = "có đặt mật khẩu; anh/chị bỏ mật khẩu rồi gửi lại."  # noqa: S105  # a sentence
_PICTURE = "là tệp ảnh; anh/chị gửi tệp Word gốc, hoặc nhận dạng chữ (OCR) trước."
_TOO_LARGE = "chứa nhiều hơn một văn bản cần có, máy không mở; anh/chị gửi đúng tệp văn bản."
_NO_TEXT = "không có chữ nào; anh/chị kiểm tra xem có đúng tệp không."
_ARCHIVE = "là tệp nén; anh/chị giải nén rồi gửi từng văn bản."
# Words of the importers' messages, and what a person is told; the first that fits counts.
_SAID = (
    ("is a picture", _PICTURE),
    ("fonts do not say", _FONTS),
    ("run OCR", _SCAN),
    ("password", _PASSWORD),
    ("is an Excel workbook", "là bảng tính Excel; anh/chị gửi văn bản dạng DOCX, PDF hoặc TXT."),
    ("PowerPoint", "là bản trình chiếu; anh/chị gửi văn bản dạng DOCX, PDF hoặc TXT."),
    ("OpenDocument", "là tệp OpenDocument; anh/chị lưu lại dạng .docx rồi gửi lại."),
    (".doc)", "là tệp Word cũ (.doc); anh/chị mở bằng Word, lưu lại dạng .docx rồi gửi lại."),
    ("old Office", "là tệp Office cũ; anh/chị lưu lại dạng .docx rồi gửi lại."),
    ("RTF", "là tệp RTF; anh/chị mở bằng Word, lưu lại dạng .docx rồi gửi lại."),
    ("archive", _ARCHIVE),
    ("XML entities", _UNSAFE),
    ("not opened", _TOO_LARGE),
    ("more than a page can", _TOO_LARGE),
    ("MB that are read", "quá lớn; anh/chị bỏ bớt ảnh hoặc tách thành nhiều tệp rồi gửi lại."),
    ("split it into", "quá dài; anh/chị tách thành nhiều tệp rồi gửi lại."),
    ("is empty", "là tệp rỗng; anh/chị xuất lại văn bản rồi gửi lại."),
    ("no text", _NO_TEXT),
    ("pages are empty", _NO_TEXT),
    ("has no pages", _NO_TEXT),
    ("holds no Word text", _NO_TEXT),
    ("is a folder", "là một thư mục; anh/chị chọn tệp trong đó."),
    ("UTF-8", "không đọc được bảng mã chữ; anh/chị lưu lại dạng Unicode (UTF-8) rồi gửi lại."),
    ("is not a text", "không phải tệp chữ; anh/chị gửi văn bản dạng DOCX, PDF hoặc TXT."),
    (
        "cannot be read (",
        "không đọc được; anh/chị kiểm tra xem tệp còn ở đó và có quyền đọc không.",
    ),
    ("nested deeper", _DAMAGED),
    ("damaged", _DAMAGED),
)


def refused(name: str, said: str) -> ReviewError:
    """Return the error that tells a person what an importer's English message says."""
    for part, meant in _SAID:
        if part in said:
            return ReviewError(f"{name}: {meant}")
    return ReviewError(f"{name}: {_DAMAGED}")


def misnamed(name: str, suffix: str, kind: str) -> ReviewError:
    """Return the error for a file whose name says another format than its content."""
    return ReviewError(
        f"{name}: tên có đuôi {suffix} nhưng bên trong là {kind};"
        " anh/chị kiểm tra xem có đúng tệp không rồi đặt lại đuôi tên."
    )
