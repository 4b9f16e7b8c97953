"""The words citations are made of: kinds of acts, their symbols, names of laws."""

import re
from collections.abc import Mapping

B = r"[ \n]"
"""A blank, or the end of a block; tabs part the cells of a table."""

KINDS: Mapping[str, str] = {
    "bao cao": "Báo cáo",
    "bo luat": "Bộ luật",
    "chi thi": "Chỉ thị",
    "chien luoc": "Chiến lược",
    "chuong trinh": "Chương trình",
    "chuong trinh hanh dong": "Chương trình hành động",
    "chuong trinh phoi hop": "Chương trình phối hợp",
    "cong dien": "Công điện",
    "cong van": "Công văn",
    "de an": "Đề án",
    "hien phap": "Hiến pháp",
    "huong dan": "Hướng dẫn",
    "ke hoach": "Kế hoạch",
    "ke hoach phoi hop": "Kế hoạch phối hợp",
    "ket luan": "Kết luận",
    "luat": "Luật",
    "nghi dinh": "Nghị định",
    "nghi quyet": "Nghị quyết",
    "nghi quyet lien tich": "Nghị quyết liên tịch",
    "phap lenh": "Pháp lệnh",
    "phuong an": "Phương án",
    "quy che": "Quy chế",
    "quy dinh": "Quy định",
    "quyet dinh": "Quyết định",
    "thong bao": "Thông báo",
    "thong bao ket luan": "Thông báo kết luận",
    "thong tri": "Thông tri",
    "thong tu": "Thông tư",
    "thong tu lien tich": "Thông tư liên tịch",
    "to trinh": "Tờ trình",
    "van ban": "Văn bản",
    "van ban hop nhat": "Văn bản hợp nhất",
}
"""By what is left of a kind's name without diacritics."""

ABBREVIATED: Mapping[str, str] = {
    "BC": "Báo cáo",
    "CT": "Chỉ thị",
    "CTr": "Chương trình",
    "CV": "Công văn",
    "CĐ": "Công điện",
    "HD": "Hướng dẫn",
    "KH": "Kế hoạch",
    "KL": "Kết luận",
    "ND": "Nghị định",
    "NQ": "Nghị quyết",
    "NQLT": "Nghị quyết liên tịch",
    "NĐ": "Nghị định",
    "PA": "Phương án",
    "QC": "Quy chế",
    "QD": "Quyết định",
    "QyĐ": "Quy định",
    "QĐ": "Quyết định",
    "TB": "Thông báo",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "TTr": "Tờ trình",
    "VBHN": "Văn bản hợp nhất",
    "ĐA": "Đề án",
}
"""Before a number ("NĐ 47/2024/NĐ-CP"), and as the first part of a symbol."""

SYMBOLS: Mapping[str, str] = {short.casefold(): kind for short, kind in ABBREVIATED.items()}
"""Kind by the first part of the symbol, in lower case."""

LAW_NAMES = """
An ninh mạng|An ninh quốc gia|An toàn thông tin mạng|An toàn thực phẩm|An toàn, vệ sinh lao động
|Ban hành văn bản quy phạm pháp luật|Bảo hiểm xã hội|Bảo hiểm y tế|Bảo vệ bí mật nhà nước
|Bảo vệ dữ liệu cá nhân|Bảo vệ môi trường|Bảo vệ quyền lợi người tiêu dùng|Báo chí
|Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân|Bình đẳng giới|Bưu chính|Cán bộ, công chức
|Căn cước công dân|Căn cước|Chuyển đổi số|Chuyển giao công nghệ|Công chứng|Công nghệ cao
|Công nghệ thông tin|CNTT|Công nghiệp công nghệ số|Công đoàn|Cư trú|Cạnh tranh|Dân quân tự vệ
|Dân số|Dân sự|Di sản văn hóa|Doanh nghiệp|Du lịch|Dữ liệu|Dược|Đất đai|Đầu tư công
|Đầu tư theo phương thức đối tác công tư|Đầu tư|Đấu giá tài sản|Đấu thầu|Điện ảnh|Điện lực
|Đường bộ|Đường sắt|Đê điều|Giá|Giám định tư pháp|Giao dịch điện tử|Giao thông đường bộ
|Giao thông đường thủy nội địa|Giáo dục đại học|Giáo dục nghề nghiệp|Giáo dục|Hải quan|Hàng hải
|Hình sự|Hòa giải ở cơ sở|Hôn nhân và gia đình|Hộ tịch|Hợp tác xã|Kế toán|Khám bệnh, chữa bệnh
|Khiếu nại|Khoa học và công nghệ|Khoa học, công nghệ và đổi mới sáng tạo|Kiến trúc
|Kiểm toán nhà nước|Kinh doanh bất động sản|Lao động|Lâm nghiệp|Lưu trữ|Lý lịch tư pháp
|Mặt trận Tổ quốc Việt Nam|Năng lượng nguyên tử|Ngân hàng Nhà nước Việt Nam
|Ngân sách nhà nước|Ngân sách|Nghĩa vụ quân sự|Người cao tuổi|Người khuyết tật
|Người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng|Nhà giáo|Nhà ở|Nuôi con nuôi
|Phí và lệ phí|Phòng cháy, chữa cháy và cứu nạn, cứu hộ|Phòng cháy và chữa cháy
|Phòng, chống bạo lực gia đình|Phòng, chống ma túy|Phòng, chống mua bán người
|Phòng, chống rửa tiền|Phòng, chống tác hại của rượu, bia|Phòng, chống tác hại của thuốc lá
|Phòng, chống tham nhũng|Phòng, chống thiên tai|Phòng bệnh|Phổ biến, giáo dục pháp luật
|Phòng thủ dân sự|Quản lý, sử dụng tài sản công|Quản lý ngoại thương|Quản lý nợ công|Quản lý thuế
|Quản lý, sử dụng vũ khí, vật liệu nổ và công cụ hỗ trợ|Quảng cáo|Quốc phòng|Quốc tịch Việt Nam
|Quốc tịch|Quy hoạch đô thị và nông thôn|Quy hoạch đô thị|Quy hoạch|Sở hữu trí tuệ|Sĩ quan
|Sửa đổi, bổ sung một số điều|Tài nguyên nước|Tần số vô tuyến điện|Thanh niên|Thanh tra
|Thể dục, thể thao|Thi đua, khen thưởng|Thi hành án dân sự|Thi hành án hình sự
|Thiết bị y tế|Thống kê|Thuế giá trị gia tăng|Thuế thu nhập cá nhân|Thuế thu nhập doanh nghiệp
|Thú y|Thư viện|Thực hành tiết kiệm, chống lãng phí|Thực hiện dân chủ ở cơ sở|Thủ đô|Thủy lợi
|Thủy sản|Thương mại điện tử|Thương mại|Tiêu chuẩn và quy chuẩn kỹ thuật|Tiếp cận thông tin
|Tiếp công dân|Tín ngưỡng, tôn giáo|Tố cáo|Tố tụng dân sự|Tố tụng hành chính|Tố tụng hình sự
|Tổ chức Chính phủ|Tổ chức chính quyền địa phương|Tổ chức Hội đồng nhân dân và Ủy ban nhân dân
|Tổ chức Quốc hội|Tổ chức Tòa án nhân dân|Tổ chức Viện kiểm sát nhân dân
|Trách nhiệm bồi thường của Nhà nước|Trẻ em|Trí tuệ nhân tạo|Trật tự, an toàn giao thông đường bộ
|Trồng trọt|Trợ giúp pháp lý|Trưng cầu ý dân|Việc làm|Viên chức|Viễn thông|Xuất bản
|Xuất cảnh, nhập cảnh của công dân Việt Nam|Xây dựng|Xử lý vi phạm hành chính
|Ưu đãi người có công với cách mạng|Ưu đãi người có công|Chăn nuôi|Đa dạng sinh học|Cảnh vệ
|Địa chất và khoáng sản|Khoáng sản|Các tổ chức tín dụng|Kinh doanh bảo hiểm|Kiểm toán độc lập
|Nhập cảnh, xuất cảnh, quá cảnh, cư trú của người nước ngoài tại Việt Nam|Dự trữ quốc gia
|Thuế xuất khẩu, thuế nhập khẩu|Tài nguyên, môi trường biển và hải đảo|Phục hồi, phá sản|Phá sản
|Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở|Hỗ trợ doanh nghiệp nhỏ và vừa
|Chất lượng sản phẩm, hàng hóa|Chứng khoán|Hàng không dân dụng Việt Nam|Đặc xá|Thỏa thuận quốc tế
|Quản lý, sử dụng tài sản nhà nước|Thuế sử dụng đất phi nông nghiệp|Thuế tiêu thụ đặc biệt
|Cảnh sát cơ động|Cảnh sát biển Việt Nam|Biên giới quốc gia|Phòng không nhân dân
|Công an nhân dân|Biên phòng Việt Nam|Luật sư|Cựu chiến binh|Hợp nhất văn bản quy phạm pháp luật
""".replace("\n", "")
"""Laws and ordinances that plans and decisions name without a number."""

FIELDS = (
    r"thong tin (?:va|-|&) truyen thong|tt\s?&\s?tt|tttt|khoa hoc (?:va|-|&) cong nghe"
    r"|kh\s?&\s?cn|khcn|noi vu|tai chinh|ke hoach (?:va|-|&) dau tu|kh\s?&\s?dt|khdt|cong an"
    r"|quoc phong|ngoai giao|tu phap|y te|giao duc (?:va|-|&) dao tao|gd\s?&\s?dt|gddt"
    r"|cong thuong|xay dung"
    r"|giao thong van tai|gtvt|nong nghiep (?:va|-|&) phat trien nong thon|nn\s?&\s?ptnt"
    r"|nong nghiep (?:va|-|&) moi truong|tai nguyen (?:va|-|&) moi truong|tn\s?&\s?mt"
    r"|lao dong\s?[-,]\s?thuong binh (?:va|-|&) xa hoi|ld\s?-?\s?tb\s?&\s?xh|ldtbxh"
    r"|van hoa, the thao va du lich|van hoa va the thao|van hoa, the thao|vhttdl|du lich|ngoai vu"
    r"|van hoa (?:va|-|&) thong tin|van hoa - xa hoi|dan toc va ton giao|quy hoach - kien truc"
    r"|noi chinh|to chuc|tuyen giao(?: va dan van)?|dan van"
)
"""Of ministries, departments and offices, without diacritics; for `words`."""


def words(pattern: str) -> str:
    """Return a pattern in which each blank may be any number of blanks."""
    return re.sub(" +", lambda _: f"{B}+", pattern)
