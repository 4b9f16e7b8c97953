"""Words that ask rather than say: they tell nothing about what a question is about."""

ASKING = frozenset(
    "ai anh bao bi cac can cho chi co con cua duoc den em gi gio hay hoi khi khong la lam may mot "
    "nao nay nhieu nhu o phai ra sao se tai the thi thu toi trong va vay ve viec voi a ad oi nhe "
    "minh ban muon xin tuc bn nhiu ko k dc phan tram".split()
)
"""Folded syllables."""

SETTING = frozenset(
    # Who it is about, and small words of talk.
    "tui tao may ong ba bo cha me ma vo chong chau bac chu di cau be ho nha nguoi ay no "
    "da vang ah uh oi nha nhi vay luon thoi nua cung van lai len xuong cai chiec chuyen neu vi nen "
    "ma rang rat lam qua hom mai kia ngay tuan thang nam moi vua dang roi chua".split()
)
"""Folded syllables that tell who asks for whom and when. Like asking words they say nothing about
which record answers, though colloquial ones are rare in records: "ba tôi hôm qua ở nhà"."""
