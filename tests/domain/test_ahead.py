from spade_station.domain.ahead import ahead


def test_a_few_are_begun_before_the_first_is_taken() -> None:
    begun: list[int] = []
    found = ahead(lambda item: begun.append(item) or -item, range(5), 2)  # type: ignore[func-returns-value]
    assert (next(found), begun) == (0, [0, 1, 2])
    assert (next(found), begun) == (-1, [0, 1, 2, 3])
    assert (list(found), begun) == ([-2, -3, -4], [0, 1, 2, 3, 4])
