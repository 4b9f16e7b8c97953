"""Words that ask rather than say: they tell nothing about what a question is about."""

ASKING = frozenset(
    "ai anh bao bi cac can cho chi co con cua duoc den em gi gio hay hoi khi khong la lam may mot "
    "nao nay nhieu nhu o phai ra sao se tai the thi thu toi trong va vay ve viec voi a ad oi nhe "
    "minh ban muon xin tuc bn nhiu ko k dc phan tram".split()
)
"""Folded syllables."""
