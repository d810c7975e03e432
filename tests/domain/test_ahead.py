from spade_station.domain.ahead import ahead


def test_a_few_are_begun_before_the_first_is_taken() -> None:
    begun: list[int] = []

    def begin(item: int) -> int:
        begun.append(item)
        return -item

    found = ahead(begin, range(5), 2)
    assert (next(found), begun) == (0, [0, 1, 2])
    assert (next(found), begun) == (-1, [0, 1, 2, 3])
    assert (list(found), begun) == ([-2, -3, -4], [0, 1, 2, 3, 4])
