"""Five documents of a made-up ward that keep the decree to the letter."""

from dataclasses import dataclass

UNIT = "PHƯỜNG THANH BÌNH"


@dataclass(frozen=True, kw_only=True)
class Text:
    """One document, part by part; a row of a table holds tabs."""

    name: str
    number: str
    placed: str
    kind: str = ""
    """Empty for a letter (công văn)."""
    about: str
    authority: str = ""
    """Who decides, and the word by which he does: of a decision only."""
    to: str = ""
    bases: tuple[str, ...] = ()
    body: tuple[str, ...]
    recipients: tuple[str, ...]
    signed: tuple[str, ...]
    signer: str
    annex: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


PLAN = Text(
    name="ke-hoach",
    number="Số: 68/KH-UBND",
    placed="Thanh Bình, ngày 09 tháng 02 năm 2026",
    kind="KẾ HOẠCH",
    about="Phổ cập kỹ năng số cho người dân phường Thanh Bình năm 2026",
    body=(
        "Thực hiện nhiệm vụ phát triển kỹ năng số trong cộng đồng, Ủy ban nhân dân phường "
        "Thanh Bình ban hành Kế hoạch phổ cập kỹ năng số cho người dân năm 2026 như sau:",
        "I. MỤC ĐÍCH, YÊU CẦU",
        "1. Mục đích",
        "a) Giúp người dân tự nộp hồ sơ trực tuyến, tự tra cứu kết quả và thanh toán trực tuyến.",
        "b) Giảm số lượt người dân phải đến trụ sở để làm thủ tục hành chính.",
        "2. Yêu cầu",
        "a) Nội dung hướng dẫn ngắn gọn, dễ làm theo, phù hợp với người cao tuổi.",
        "b) Bảo đảm an toàn thông tin và bảo vệ dữ liệu cá nhân của người tham gia.",
        "II. CHỈ TIÊU",
        "1. Tổ chức 12 lớp hướng dẫn kỹ năng số, mỗi tháng một lớp.",
        "2. Có ít nhất 80% hồ sơ thủ tục hành chính của phường được nộp trực tuyến.",
        "3. Có 100% thành viên Tổ công nghệ số cộng đồng được tập huấn.",
        "III. NHIỆM VỤ",
        "1. Tập huấn cho Tổ công nghệ số cộng đồng",
        "Phòng Văn hóa - Xã hội tổ chức tập huấn cho thành viên của Tổ trước ngày "
        "31 tháng 3 năm 2026.",
        "2. Mở lớp cho người dân",
        "Phòng Văn hóa - Xã hội phối hợp với các tổ dân phố mở lớp tại nhà văn hóa, hoàn thành "
        "trước ngày 15 tháng 12 năm 2026.",
        "3. Hướng dẫn tại nơi tiếp nhận hồ sơ",
        "Trung tâm Phục vụ hành chính công bố trí người hướng dẫn trong giờ làm việc, thực hiện "
        "thường xuyên trong năm 2026.",
        "IV. KINH PHÍ",
        "Kinh phí thực hiện lấy từ dự toán ngân sách phường năm 2026.",
        "V. TỔ CHỨC THỰC HIỆN",
        "1. Phòng Văn hóa - Xã hội",
        "a) Chủ trì thực hiện Kế hoạch này.",
        "b) Báo cáo kết quả với Ủy ban nhân dân phường trước ngày 20 tháng 12 năm 2026.",
        "2. Trung tâm Phục vụ hành chính công",
        "a) Theo dõi tỷ lệ hồ sơ nộp trực tuyến.",
        "b) Gửi số liệu cho Phòng Văn hóa - Xã hội trước ngày 25 hằng tháng.",
        "3. Các tổ dân phố",
        "Vận động người dân tham gia lớp học. Lịch các lớp học ở Phụ lục kèm theo Kế hoạch này.",
        "Trong quá trình thực hiện, nếu có khó khăn, các đơn vị báo cáo Ủy ban nhân dân phường "
        "để xem xét, giải quyết./.",
    ),
    recipients=(
        "- Ủy ban nhân dân tỉnh (để báo cáo);",
        "- Đảng ủy, Hội đồng nhân dân phường;",
        "- Các phòng, trung tâm thuộc phường;",
        "- Các tổ dân phố;",
        "- Lưu: VT, VHXH.",
    ),
    signed=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    signer="Lê Thị Thu Hà",
    annex=(
        "Phụ lục",
        "LỊCH CÁC LỚP HƯỚNG DẪN KỸ NĂNG SỐ",
        "(Kèm theo Kế hoạch số 68/KH-UBND ngày 09 tháng 02 năm 2026 của Ủy ban nhân dân phường "
        "Thanh Bình)",
    ),
    rows=(
        "TT\tNội dung lớp học\tĐịa điểm\tThời gian",
        "1\tCài đặt và đăng nhập ứng dụng định danh\tNhà văn hóa tổ dân phố số 1\tTháng 3",
        "2\tNộp hồ sơ trực tuyến\tNhà văn hóa tổ dân phố số 2\tTháng 4",
        "3\tThanh toán trực tuyến\tNhà văn hóa tổ dân phố số 3\tTháng 5",
        "4\tPhòng tránh lừa đảo trên mạng\tNhà văn hóa tổ dân phố số 4\tTháng 6",
    ),
)

DECISION = Text(
    name="quyet-dinh",
    number="Số: 215/QĐ-UBND",
    placed="Thanh Bình, ngày 18 tháng 3 năm 2026",
    kind="QUYẾT ĐỊNH",
    about="Về việc thành lập Tổ công nghệ số cộng đồng phường Thanh Bình",
    authority="ỦY BAN NHÂN DÂN PHƯỜNG THANH BÌNH",
    bases=(
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ về thực hiện "
        "thủ tục hành chính theo cơ chế một cửa, một cửa liên thông tại Bộ phận Một cửa và Cổng "
        "Dịch vụ công quốc gia;",
        "Theo đề nghị của Trưởng phòng Phòng Văn hóa - Xã hội.",
    ),
    body=(
        "Điều 1. Thành lập Tổ công nghệ số cộng đồng phường Thanh Bình gồm 03 thành viên:",
        "1. Ông Nguyễn Văn Bảo, Phó Trưởng phòng Phòng Văn hóa - Xã hội, Tổ trưởng.",
        "2. Bà Phạm Thị Lan, Bí thư Đoàn phường, thành viên.",
        "3. Ông Hoàng Đức Minh, Trưởng tổ dân phố số 2, thành viên.",
        "Điều 2. Nhiệm vụ của Tổ công nghệ số cộng đồng",
        "1. Hướng dẫn người dân nộp hồ sơ trực tuyến và tra cứu kết quả.",
        "2. Tuyên truyền về an toàn thông tin và bảo vệ dữ liệu cá nhân.",
        "3. Báo cáo kết quả hoạt động với Ủy ban nhân dân phường trước ngày 20 hằng tháng.",
        "Điều 3. Quyết định này có hiệu lực kể từ ngày ký.",
        "Điều 4. Trưởng phòng Phòng Văn hóa - Xã hội, các đơn vị có liên quan và các ông, bà có "
        "tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.",
    ),
    recipients=(
        "- Như Điều 4;",
        "- Đảng ủy, Hội đồng nhân dân phường;",
        "- Lưu: VT, VHXH.",
    ),
    signed=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    signer="Trần Minh Hòa",
)

LETTER = Text(
    name="cong-van",
    number="Số: 412/UBND-VHXH",
    placed="Thanh Bình, ngày 21 tháng 4 năm 2026",
    about="V/v cử người dự lớp tập huấn kỹ năng số",
    to="Kính gửi: Các tổ dân phố trên địa bàn phường Thanh Bình.",
    body=(
        "Để nâng cao chất lượng hướng dẫn người dân sử dụng dịch vụ công trực tuyến, Ủy ban nhân "
        "dân phường Thanh Bình tổ chức lớp tập huấn kỹ năng số trong tháng 5 năm 2026.",
        "Ủy ban nhân dân phường đề nghị mỗi tổ dân phố thực hiện các việc sau:",
        "1. Cử 02 người tham gia lớp tập huấn, ưu tiên đoàn viên, hội viên trẻ.",
        "2. Gửi danh sách về Phòng Văn hóa - Xã hội trước ngày 28 tháng 4 năm 2026.",
        "3. Thông báo cho người được cử mang theo điện thoại thông minh khi đến lớp.",
        "Lớp tập huấn bắt đầu lúc 08 giờ 00 ngày 06 tháng 5 năm 2026 tại hội trường Ủy ban nhân "
        "dân phường.",
        "Ủy ban nhân dân phường đề nghị các tổ dân phố phối hợp thực hiện./.",
    ),
    recipients=("- Như trên;", "- Chủ tịch, các Phó Chủ tịch phường;", "- Lưu: VT, VHXH."),
    signed=("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG VĂN HÓA - XÃ HỘI"),
    signer="Đỗ Quang Huy",
)

REPORT = Text(
    name="bao-cao",
    number="Số: 133/BC-UBND",
    placed="Thanh Bình, ngày 03 tháng 7 năm 2026",
    kind="BÁO CÁO",
    about="Kết quả phổ cập kỹ năng số 6 tháng đầu năm 2026",
    to="Kính gửi: Ủy ban nhân dân tỉnh.",
    body=(
        "Ủy ban nhân dân phường Thanh Bình báo cáo kết quả phổ cập kỹ năng số cho người dân trong "
        "6 tháng đầu năm 2026 như sau:",
        "I. KẾT QUẢ THỰC HIỆN",
        "1. Tổ chức lớp học",
        "Phường đã tổ chức 06 lớp hướng dẫn kỹ năng số với 240 người tham gia. Các lớp học diễn "
        "ra tại nhà văn hóa của các tổ dân phố.",
        "2. Tiếp nhận hồ sơ trực tuyến",
        "Trung tâm Phục vụ hành chính công đã tiếp nhận 1.000 hồ sơ, trong đó có 820 hồ sơ nộp "
        "trực tuyến, đạt tỷ lệ 82%.",
        "II. KHÓ KHĂN",
        "1. Một số người cao tuổi chưa có điện thoại thông minh.",
        "2. Đường truyền tại hai nhà văn hóa còn chậm vào buổi tối.",
        "III. NHIỆM VỤ 6 THÁNG CUỐI NĂM 2026",
        "1. Phòng Văn hóa - Xã hội tiếp tục mở lớp theo lịch đã công bố.",
        "2. Trung tâm Phục vụ hành chính công bố trí thêm máy tính cho người dân, hoàn thành "
        "trước ngày 30 tháng 9 năm 2026.",
        "Ủy ban nhân dân phường Thanh Bình báo cáo Ủy ban nhân dân tỉnh./.",
    ),
    recipients=("- Như trên;", "- Đảng ủy, Hội đồng nhân dân phường;", "- Lưu: VT, VHXH."),
    signed=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    signer="Lê Thị Thu Hà",
)

NOTICE = Text(
    name="thong-bao",
    number="Số: 07/TB-UBND",
    placed="Thanh Bình, ngày 12 tháng 01 năm 2026",
    kind="THÔNG BÁO",
    about="Thay đổi giờ tiếp nhận hồ sơ tại Trung tâm Phục vụ hành chính công",
    body=(
        "Để thuận tiện cho người dân, Ủy ban nhân dân phường Thanh Bình thông báo thay đổi giờ "
        "tiếp nhận hồ sơ tại Trung tâm Phục vụ hành chính công như sau:",
        "1. Thời gian tiếp nhận",
        "a) Buổi sáng từ 07 giờ 30 đến 11 giờ 30.",
        "b) Buổi chiều từ 13 giờ 30 đến 17 giờ 00.",
        "2. Ngày làm việc: từ thứ Hai đến thứ Sáu, trừ ngày nghỉ lễ theo quy định.",
        "3. Người dân có thể nộp hồ sơ trực tuyến vào mọi thời điểm trên Cổng Dịch vụ công "
        "quốc gia.",
        "Giờ tiếp nhận mới áp dụng từ ngày 19 tháng 01 năm 2026. Ủy ban nhân dân phường thông báo "
        "để người dân biết và thực hiện./.",
    ),
    recipients=(
        "- Trung tâm Phục vụ hành chính công;",
        "- Các tổ dân phố;",
        "- Lưu: VT, HCC.",
    ),
    signed=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    signer="Trần Minh Hòa",
)

TEXTS = (PLAN, DECISION, LETTER, REPORT, NOTICE)
