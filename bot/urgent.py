"""Hear when somebody is in danger."""

from functools import lru_cache

from bot.children import is_child_hurt, is_child_left
from bot.cues import cues
from bot.violence import is_violence
from knowledge.text import fold

# What sounds like danger and is none: names of programmes, of insurance, of things.
_HARMLESS = cues(
    (
        r"phòng,? (?:cháy|chống)(?:,? chữa cháy| \w+){0,4}|pccc|(?<!xe )chữa cháy|thoát hiểm",
        r"(?:bảo hiểm|nguy cơ|an toàn|chống) cháy(?:,? nổ)?|(?:hệ thống|chuông|tủ|đầu) báo cháy",
        r"(?:bóng|đèn)(?: (?:đường|led|cao|áp|ngõ|ngoài|trước|nhà|bị|hẻm|số|\d+|cửa))*"
        r" cháy(?! (?:nhà|to|lan))|bóng (?:đèn|điện)(?: \w+){0,5} cháy(?! (?:nhà|to|lan))",
        r"cháy (?:bóng|tem|hàng|túi|vé|nắng|da|phố|nồi|giáo án|cầu chì|hết mình)|cơm cháy|giết mổ"
        r"|bán(?: \w+){0,2} cháy chợ",
        r"chống trộm|trộm vía|mất trộm|giật mình|bất động sản|(?:hay|thường)(?: \w+)? tai nạn",
        r"(?:ghế|bàn)(?: \w+){0,3} gãy chân|(?:mùi|hôi)(?: \w+){0,8} không thở (?:nổi|được)",
        r"(?:cột|đèn|cây|rào|biển|trụ|nghiêng)(?: \w+){0,4} bị (?:xe|ô tô)(?: \w+)? (?:tông|đâm"
        r"|húc)",
        r"(?:nhà|ke|sân) ga(?! (?:cháy|nổ))|trại gà",
    ),
    bare=(
        r"(?:nha hang(?! xom)|quan|cua hang|tiem|shop)(?: \w+){0,3} dang chay roi"
        r"(?! (?:lua|cuu|khoi|ai|goi|to|lon|ba con|ne|kia))",
    ),
)
# Whoever asks for papers, money or rules speaks of what is over.
_OVER = cues(
    (
        r"thủ tục|giấy(?! (?:dán|vụn))|hồ sơ|(?:làm|cấp|xin|xây) lại|đăng ký|đăng kiểm|bồi thường"
        r"|bảo hiểm|bhyt|chế độ|trợ cấp|lệ phí|mức phạt|quy định|kế hoạch|chứng nhận"
        r"|(?:giấy|cấp|xin) phép|trích lục|mai táng|tử tuất|hỗ trợ|cứu trợ|đề nghị|kiến nghị"
        r"|tuyên bố|xác nhận|điều kiện|tập huấn|diễn tập|sổ đỏ|căn cước|kinh doanh|khuyết tật"
        r"|thương binh"
        r"|nghĩa vụ|được hoãn|khai (?:tử|sinh|báo)|báo tử|trình báo|đền|cảnh báo|trung tâm"
        r"|mạn tính|tiền sử|bằng lái|chứng chỉ|chi phí|chia đất|(?:tháng|tuần|hôm) trước"
        r"|năm (?:ngoái|trước)|ngày xưa"
        r"|(?<!mới )(?:hay|thường|dễ|nguy cơ) (?:xảy ra|gặp|gây|có|bị|ngã)",
    ),
    accented=(r"phạt|thuế|hưởng|miễn phí|đi tù",),
    # "đi từ tối qua" is written like "đi tù".
    bare=(
        r"di tu(?! (?:toi|hom|sang|dem|chieu|trua|luc|khi|bua|qua|may))|bi phat"
        r"|(?:dong|nop|no) thue|duoc huong|huong (?:che do|bao hiem|tro cap|tuat)",
    ),
)
# Nobody who writes so asks about papers.
_NOW = cues(
    (
        r"(?:kêu|ai|xin) cứu(?! trợ)|cứu (?:với|người)|mắc kẹt|(?:đến|tới|cứu) gấp|kìa",
        r"gọi (?:ai|113|114|115)|chưa vớt|(?:đang|vẫn) (?:\w+ )?(?:cầm|kẹt|nằm|chảy máu|cạy|phá)",
    ),
    # Without diacritics this is also what runs, be it a shop.
    accented=(r"đang cháy",),
)
_FIRE = cues(
    (
        r"bốc (?:cháy|lửa)|đám cháy|(?<!dịch )vụ cháy|hỏa hoạn|cháy rừng|cháy nhà",
        r"lửa(?: \w+){0,2} (?:cháy|lan|bùng|to|ngùn)|cháy (?:ngùn|đùng|phừng|rụi|lan sang|dữ dội)",
        r"chập điện(?: \w+)? cháy|(?:khói|cháy)(?: \w+){0,3} mù mịt",
        r"khói (?:đen )?(?:bốc|nghi ngút|dày đặc)|(?:toàn|ngạt) khói|khói (?:và|với) lửa",
        r"lửa (?:và|với) khói|gọi cứu hỏa|cứu hỏa (?:đến|tới) (?:gấp|ngay)",
        r"(?:phóng|tóe|xẹt|bắn|nẹt)(?: tia)? lửa|(?:tiếng|phát|vừa|bị) nổ (?:to|lớn)",
        r"bình gas?(?: \w+){0,4} (?:xì|nổ|rò|bốc)|(?:rò rỉ|rò|xì|nổ)(?: bình)?(?: khí)? gas?",
        r"dây điện(?: \w+){0,3} (?:đứt|rớt|tóe|rơi xuống)|rò (?:rỉ )?điện|điện giật",
    ),
    accented=(
        r"cháy|bốc khói|lửa (?:đang |rất )?lớn|(?:hở|xì) gas?|gas?(?: bị)? (?:hở|xì|rò)|phóng điện"
        r"|dây điện(?: \w+){0,3} rơi|mùi (?:khí )?gas?",
        r"phát nổ|nổ (?:súng|bình|mìn)|gas? (?:bị )?xì|khói đen kịt",
    ),
    # Without diacritics "chạy", "chảy" and "chay" are written like "cháy", "gà" like "ga".
    bare=(
        r"(?<!com )(?<!an )(?<!quan )chay nha(?! (?:hang|nghi|tro can|may))",
        r"chay (?:to|lon|du|lan (?:sang|nhanh|rong)|chung cu|can ho|rung)"
        r"|chay (?:bai|kho|tang)\b|(?<!xe )(?<!dang )chay (?:o|tai) (?:nha|ngo|hem|kho|xuong|bai"
        r"|quan"
        r"|tang|toa)|gas? xi mui|co chay (?:o|tai|nha|tang|trong)",
        # "nhà em đang cháy" ends there, or tells of the fire; what runs is named after "chạy".
        r"(?:cuu voi(?:,| oi)?|(?<!nuoc )(?<!trong )(?<!truoc )nha|chung cu|can ho|phong tro|bep)"
        r"(?: (?!xe|may|hang(?! xom)|thau|dai|mang|nuoc|ban hang)\w+){0,4} (?:dang|bi) chay"
        r"(?=$| ?[.!]|,? (?:roi|lua|kia|ne|day|cuu|khoi|ngun|anh|chi|a|oi|ai)\b)",
        r"dang chay (?:tang|to|lon|du|rui|ngun)|boc khoi",
        r"bi chay(?! (?:quang|xe|thu|may|nuoc|an|do))",
        r"(?:nha|chung cu|can ho|kho|xuong|tang|toa|bep|truong|quan)(?: \w+){0,4} chay roi",
        r"chay(?: \w+){0,8} (?:cuu voi|keu cuu|mac ket)|mui (?:khi )?gas"
        r"|mui ga (?:nong|nang|boc|ro|xi)|phat no|no (?:sung|binh gas)",
    ),
)
# Smoke of a rubbish heap or a grill is a nuisance to be reported.
_SMOKE = cues(
    (
        r"đốt (?:rác|rơm|rạ|vàng|vườn|than|lá|lò)|(?:rác|rơm|rạ)(?: \w+)? đốt|bếp than|nướng"
        r"|ống khói",
    )
)
_BODY = r"(?:người|bé|cháu|cụ|trẻ|nhỏ|nạn nhân|học sinh|công nhân|thợ|bà|ông|mẹ|bố|con)"
_WATER = r"(?:ao|hồ|sông|suối|giếng|mương|kênh|biển|cống|nước|bể)"
_HIGH = r"(?:giàn giáo|cầu thang|lầu|mái nhà|ban công|tầng|gác|nóc)"
_BIT = (
    r"(?:chó|mèo)(?: (?!hay|thường|chuyên|dễ)\w+){0,3} cắn (?:vào |trúng |phải )?(?:tôi|tui|em|con"
    r"|cháu|bé|mẹ|bố|chân|tay)"
)
# "Cho cán bộ" is typed like "chó cắn bố".
_BIT_BARE = (
    r"bi (?:con )?cho(?: (?:dai|nha|la|hang xom|to|hoang))* can(?! (?:bo|pha|dut|rach))"
    r"|cho (?:nha )?hang xom can (?:toi|con|chau|be|em)"
)
_BIT_ANY = r"bị (?:con )?(?:mèo|rắn)(?: \w+){0,2} cắn"
_BIT_BY_A_DOG = r"bị (?:con )?chó(?: (?!hay|thường)\w+){0,3} cắn(?! (?:phá|đứt|rách))"
BITTEN = cues((_BIT_ANY,), accented=(_BIT, _BIT_BY_A_DOG), bare=(_BIT_BARE,))
_HURT = cues(
    (
        rf"(?:rơi|rớt|té|ngã|lọt|sẩy chân|trượt|nhảy|đẩy)(?: \w+)? xuống {_WATER}|té giếng",
        r"(?:bị )?(?:nước|lũ) cuốn|nước lũ|bị đuối nước|chết đuối",
        r"(?:xe|ô tô|tàu|container)(?: \w+){0,4} (?:tông|đâm|húc|đụng) (?:vào|nhau|người|chết|đổ)",
        r"bị (?:xe|ô tô)(?: \w+){0,2} (?:tông|đâm|húc|cán|đụng)|(?:xe lật|lật xe)",
        r"tai nạn(?: \w+){0,8} (?:bị thương|nằm|ngất|chết|máu|gãy|kẹt|nặng)",
        r"(?:vừa|mới|đang) (?:có |xảy ra )?(?:vụ )?tai nạn|có (?:vụ |một vụ )?tai nạn",
        r"nằm (?:\w+ )?(?:bất động|bất tỉnh|gục|im|giữa đường|bên đường)|không nhúc nhích",
        rf"{_BODY}(?: \w+){{0,2}} bị thương|thương nặng|gãy (?:tay|cổ|lưng|xương)|ngất xỉu",
        r"gãy chân(?! (?:ngõ|đường|lối|ngang))|gọi (?:mãi )?không (?:dậy|tỉnh)|méo miệng",
        r"hóc (?:dị vật|xương)|uống (?:nhầm"
        r"|thuốc (?:trừ )?(?:sâu|chuột|diệt cỏ|độc))|nuốt (?:nhầm|phải)"
        r"|bị rắn(?: \w+)? cắn|nhồi máu",
        r"chó dại cắn|kẹt (?:trong|trên|dưới|gầm)|mắc kẹt|thang máy(?: \w+){0,3} kẹt"
        r"|kẹt thang máy",
        r"sập (?:giàn giáo|tường|mái|hầm)|đè (?:trúng|lên) (?:người|bé)"
        r"|vùi (?:lấp|bên dưới)|bị vùi|sạt lở",
        r"chảy máu|bất tỉnh|co giật|ngộ độc|đột quỵ|khó thở|đau ngực|tức ngực|ngừng thở|hôn mê",
        r"(?:nghẹt|ngạt|tắc) thở|không thở (?:nổi|được)|ngạt khói|(?:bị )?bỏng (?:nước|lửa"
        r"|xăng|nặng|điện)|nuốt (?:\w+ ){0,2}(?:pin|đồng xu|xương|đinh|nam châm)",
        r"(?:ngồi|nằm) gục|la liệt|sống chết|lịm (?:đi|dần)|mất phanh|ngã(?: \w+){0,5} không dậy",
        r"(?:người|bé|cháu|học sinh) (?:bị )?(?:lọt|rớt|té) xuống|nước dâng (?:\w+ )?(?:nhanh|cao)"
        r"|lũ cô lập|tiếng súng|(?:gọi|xe) cấp cứu(?: \w+){0,3} (?:gấp|ngay|với|giúp)",
        r"sốt (?:cao|39|4\d)(?: độ)?|sắp sinh rồi|lũ (?:\w+ )?lên|(?:té|ngã|lăn ra) xỉu",
        r"^(?:cứu|cíu)(?:,? (?:cứu|cíu|tôi|tui|em|con|mình|mẹ|bố|với|đi|ơi|bọn em"
        r"|chúng tôi))*(?=[ .!]*$)",
    ),
    accented=(
        r"đau đẻ|trở dạ|bị xỉu|xỉu (?:rồi|luôn|ngang)",
        rf"(?:ngã|rơi|té|rớt)(?: \w+){{0,3}} {_HIGH}|(?:đổ|sập)(?: \w+){{0,3}} đè",
        r"đuối nước|ngạt nước|vỡ ối|tím tái|bị ngất|ngất (?:rồi|lịm)"
        rf"|{_BODY}(?: \w+){{0,3}} ngất(?! (?:ngây|ngưởng|trời))|(?:sắp|đổ) sập|sập nhà"
        rf"|(?:nhà|tường|mái|trần)(?: \w+){{0,3}} sập|(?:xe|ô tô)(?: \w+)? cán {_BODY}",
        rf"{_BODY}(?: \w+){{0,2}} kẹt(?! (?:xe|tiền|hồ|đường|lịch))",
    ),
    bare=(
        # "Nộp ở đâu để" is typed like "đau đẻ".
        r"vo (?:toi |em |tui |anh |minh )?(?:dang |bi )?dau de(?= |$)",
        # "dưới nước", "vợ ơi", "tìm tại", "sắp nhà" and "bị ngắt" are written alike.
        r"(?:nguoi|be|chau|tre|em|ban) duoi nuoc|vo oi (?:roi|giua|o)|(?:mat|moi|nguoi) tim tai",
        r"(?:nga|te|roi|rot)(?: (?:tu|tren|khoi|xuong))* (?:gian giao|cau thang|lau|mai nha"
        r"|ban cong|gac|tang \d)",
        r"do de (?:len|trung|chet)|sap(?: \w+){0,3} de (?:trung|len|chet|cong nhan|nguoi)",
        r"sap sap|sap nha roi|tuong sap|nguoi ket (?:o|trong|lai)",
        # "ngắt" (to cut off) is written alike.
        rf"(?<!ho so ){fold(_BODY)}(?: (?!so\b)\w+){{0,3}} ngat (?:nuoc(?= o ao| o ho| roi)"
        r"|truoc|giua|ngoai|tai|tren|lim|ngay (?:tai|truoc|o)|o (?!buoc|trang|muc|phan)|roi)",
    ),
)
_THIEF = r"(?:trộm|cướp|kẻ|người lạ|thằng|tên|nó|ai đó)"
_CRIME = cues(
    (
        r"(?:có|đang|thằng|bị) trộm(?! (?:lấy|mất|cắp|xe))|trộm (?:\w+ )?(?:đang|trong|leo|trèo"
        r"|đột|vào)",
        rf"{_THIEF}(?: \w+){{0,3}} (?:cạy|phá|đập|trèo|leo|lẻn|xông|chui)(?: \w+){{0,3}}"
        r" (?:cửa|khóa|nhà|ban công|tường|cổng)|(?:trộm|kẻ gian)(?: \w+)? lục"
        r"|đột nhập (?:vào )?nhà",
        r"(?:bị|có|gặp|đang) cướp|cướp giật|cướp có",
        r"(?:cầm|vác|xách|rút|vung)(?: \w+)? (?:dao|mã tấu|kiếm|súng|gậy|rìu|búa|hung khí)",
        r"hung khí|dí dao (?:vào|bắt|đòi)|mang (?:dao|mã tấu)|đập quán|kêu cứu|chém nhau|đâm chém"
        r"|ngáo đá"
        r"|đánh nhau|ẩu đả|hỗn chiến|bắn nhau",
        r"(?:đòi|dọa|sắp) (?:giết|chém|đốt)|đập phá (?:nhà|cửa|đồ|xe|quán)|tạt (?:sơn|axit)"
        r"|(?:đuổi|rượt) (?:đánh|chém)",
        r"(?:đang |cứ )(?:đi|bám|lẽo đẽo) theo (?:\w+ )?(?:em|tôi|cháu|con|mình|sau)",
        r"dụ (?:bắt|dỗ)(?: \w+)? (?:trẻ|bé|cháu|học sinh|con nít)|mẹ mìn|bắt (?:trẻ con|con nít)",
        rf"(?:người|kẻ|xe) lạ(?: \w+){{0,2}} dụ|(?:bế|ôm|chở|cho|dắt) (?:\w+ )?{_BODY}?(?: \w+)?"
        r" đi mất",
        rf"{_BODY}(?: \w+){{0,3}} bị (?:\w+ ){{1,5}}(?:dắt|bế|dẫn|chở|cho|bắt) đi(?! (?:học|khám"
        r"|làm|bộ))",
        r"bị (?:lừa |dụ |bán |ép )+(?:sang|qua) (?:campuchia|trung quốc|myanmar|lào)|bị bán (?:sang"
        r"|qua)",
    ),
    accented=(r"bế mất|đòi đâm|bị cạy cửa|bẻ khóa (?:cửa|nhà|vào)|nổ súng|đâm (?:người|nhau)",),
)
_LOST = cues(
    (
        rf"(?:{_BODY}|mệ|má|nội|ngoại)(?: \w+){{0,4}} (?:đi|bị) lạc(?! (?:hậu|đề|quan))"
        r"|lạc mất (?:con|cháu|bé|mẹ|bố)",
        rf"{_BODY}(?: \w+){{0,3}} mất tích|{_BODY}(?: \w+){{0,6}} đi (?:đâu|mô)"
        r" (?:mất (?:từ|rồi|tiêu)|(?:\w+ ){0,2}(?:không|chưa|chẳng) thấy)",
    ),
)
_CHILD = (
    r"(?<!bố )(?<!mẹ )(?:con|cháu|bé|trẻ|em (?:gái|trai)|học sinh|thằng (?:cu|bé|nhóc|út)|nhóc)"
)
_RUNAWAY = cues(
    (
        rf"{_CHILD}(?: (?!chồng|vợ)\w+){{0,8}} bỏ (?:nhà )?(?:ra )?đi (?:bụi|từ|mất|đâu|rồi|chưa"
        r"|không|cả|suốt|hôm|đêm|tối|(?:mấy|hai|ba|bốn|\d+) (?:hôm|bữa|ngày|tiếng|đêm))",
        rf"{_CHILD}(?: (?!chồng|vợ)\w+){{0,8}} (?:(?:bỏ|trốn) nhà (?:ra )?(?:đi|theo)|bỏ nhà)$",
        rf"{_CHILD}(?: (?!chồng|vợ)\w+){{0,8}} (?:(?:bỏ|trốn) nhà theo|trốn (?:khỏi nhà|nhà đi))",
    ),
)
# Whoever has been gone for years is asked for with papers.
_YEARS = cues((r"(?:\d+|mấy|nhiều|lâu|hai|ba) (?:năm|tháng)|năm \d+|ly hôn",))
# Said plainly, with nothing asked, single words are enough.
_TOLD = cues(
    (
        r"bén lửa|phụt lửa|có lửa|chới với|lật, |cấm khẩu|máu me|(?:có|toàn|đầy) khói|chém"
        r"|cầm rựa|đánh hội đồng|khóc thét|chuyển dạ|nằm la liệt",
        rf"(?:tông|húc)(?: \w+){{0,2}} {_BODY}|rơi trúng|(?:đổ|sập) trúng"
        r"|nổi lên ở (?:sông|hồ)",
        r"(?:ngập|nước)(?: \w+){0,2} (?:tới|đến|quá) (?:cổ|ngực|mái|bụng|nóc)|lật (?:thuyền|đò|xe)",
        rf"{_BODY}(?: \w+){{0,6}} (?:không|chưa|chẳng) (?:thấy (?:đâu|về(?= nhà|$|[.,!?]))|về nhà)",
        r"(?:lạ|gã)(?: \w+){0,3} (?:mở|đòi vào)(?: \w+)? (?:cửa|nhà)|xe(?: \w+)? (?:rơi|lao) xuống"
        r"|chảy (?:\w+ )?máu",
        r"(?<!chính )xác (?:người|chết|trôi)(?! (?:dân|động|chó|mèo|gà|lợn|heo|chuột|cá))",
        r"(?:có|thấy|phát hiện) (?:\w+ )?(?:người|ai|ông|bà|cụ)(?: \w+){0,2} chết (?:ở|trôi|ngoài"
        r"|trên|dưới|trong (?!năm|tháng)|nổi|bên)|chết (?:\w+ ){0,3}(?:mấy|vài|hai|ba|\d+) (?:ngày"
        r"|hôm)(?: \w+)? (?:mới|không ai) (?:biết|hay|phát hiện)",
        r"tai nạn(?! lao động)|sập cầu|tự thiêu|mất nhiều máu|ngưng tim|ngộp",
    ),
    accented=(rf"thi thể|(?:cán(?! bộ)|đè|đâm)(?: \w+){{0,2}} {_BODY}",),
)
_FIRE_WORD = cues((r"cháy",))
# What runs, flows or is eaten is written like fire without diacritics.
_RUNS = cues(
    (
        r"xe(?! dien)|nuoc|cong|voi|an|com|tran|bo|show|nhanh|viec|tien|theo|rong|qua|nhay"
        r"|bom",
        r"(?:cho|cho hoang|tieu|tu|dang|may|dau|mua|khong) chay|chay (?:may|qua|vao|ra|ve|lai|tot"
        r"|em|cham|xe|chi|su|thu|an|de|tron|giay|chot|thanh tich|deu|on|theo|hang|chua|ngay|het|mai"
        r"|truong|dua|long nhong|ngoai|grab|ship|lung tung|ram ram|tung tang)",
    ),
)
_ASKS = cues(
    (
        r"ở đâu|nơi nào|chỗ nào|bao nhiêu|cần (?:những )?gì|thế nào|làm sao|có phải|được không"
        r"|khi nào"
        r"|là gì|mấy (?:giờ|ngày(?! mới)|năm|tiền|lần)|bao (?:lâu|giờ)|thì sao|nên|phải|đền"
        r"|cảnh báo"
        r"|nhận về|muốn|(?<!\băn )xin(?! đểu)"
        r"|ai (?:chịu|trả(?! lời))|nào|cần (?:gắn|lắp|có|làm)|giá rẻ",
    ),
    accented=(r"không$|không ạ$",),
    bare=(r"khong$|khong a$",),
)
_PET = cues((r"con chó|chó (?:nhà|đi|bị|con)|mèo",))


# Asked of a message more than once on its way, and of few at a time: they are a person's words.
@lru_cache(maxsize=64)
def is_danger(text: str) -> bool:
    """Say whether somebody may be in danger now: the emergency numbers come first then."""
    said = " . ".join(_HARMLESS.around(text))
    # Whoever suffers it is told the numbers whatever else is asked.
    if is_violence(said) or is_child_hurt(said):
        return True
    if _happens(said) and (_NOW.found_in(said) or not _OVER.found_in(text)):
        return True
    return _is_told(said) and only_tells(text)


def only_tells(text: str) -> bool:
    """Say whether nothing is asked, and nothing said of papers, money or rules."""
    return not _OVER.found_in(text) and not _ASKS.found_in(text)


def is_missing(text: str) -> bool:
    """Say whether somebody who needs care has got lost or has run away."""
    if _RUNAWAY.found_in(text) and not _YEARS.found_in(text):
        return True
    return _LOST.found_in(text) and not _PET.found_in(text)


def _happens(text: str) -> bool:
    """Say whether something is told that calls for help, now or in the past."""
    if BITTEN.found_in(text) or _HURT.found_in(text) or _CRIME.found_in(text):
        return True
    if _FIRE.found_in(text) and not _SMOKE.found_in(text):
        return True
    return is_missing(text) or is_child_left(text)


def _is_told(text: str) -> bool:
    """Say whether a single word names something dreadful; asking about it has to be ruled out."""
    return _TOLD.found_in(text) or (_FIRE_WORD.found_in(text) and not _RUNS.found_in(text))
