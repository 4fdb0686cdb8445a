"""Rounds and what is left out of them: without a clock, a server or a load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bench.drive import Walk
from bench.turns import REPEATS, Turns, in_turns


class Machine:
    """Is disturbed when it is told to be; it is looked at before and after each round."""

    def __init__(self, looks: Iterable[bool]) -> None:
        self._looks: Iterator[bool] = iter(looks)

    def disturbed(self) -> bool:
        return next(self._looks, False)


def counting() -> dict[str, Iterator[int]]:
    return {"ours": iter(range(1, 100)), "peer": iter(range(101, 200))}


def run(looks: Iterable[bool], rounds: int = 3) -> Turns:
    done = counting()
    ways = {name: lambda name=name: float(next(done[name])) for name in done}
    return in_turns(ways, rounds, Machine(looks))


def test_ways_take_turns() -> None:
    order: list[str] = []

    def way(name: str) -> float:
        order.append(name)
        return 1.0

    in_turns({"ours": lambda: way("ours"), "peer": lambda: way("peer")}, 3, Machine([]))
    assert order == ["ours", "peer"] * 3


def test_a_quiet_machine_needs_no_more_rounds_than_asked() -> None:
    assert run([]) == Turns({"ours": [1, 2, 3], "peer": [101, 102, 103]}, 0, True)


def test_a_disturbed_round_is_repeated_and_left_out_for_all() -> None:
    before_the_second = [False, False, True, False]
    assert run(before_the_second) == Turns({"ours": [1, 3, 4], "peer": [101, 103, 104]}, 1, True)
    after_the_first = [False, True]
    assert run(after_the_first).rates["ours"] == [2, 3, 4]


def test_a_machine_that_is_never_quiet_ends_the_rounds_and_it_is_told() -> None:
    turns = run([True] * 100)
    assert not turns.quiet
    assert turns.excluded == 0
    assert len(turns.rates["ours"]) == 3 + REPEATS


def test_the_quiet_rounds_of_a_machine_that_was_seldom_quiet_are_counted_too() -> None:
    turns = run([False, False, *[True] * 100])
    assert not turns.quiet
    assert turns.rates["ours"][0] == 1
    assert len(turns.rates["ours"]) == 1 + 3 + REPEATS


def test_ratios_are_of_one_round() -> None:
    turns = Turns({"ours": [10, 30], "peer": [5, 10]}, 0, True)
    assert turns.ratios("ours", "peer") == [2, 3]
    assert turns.median("ours") == 20


def test_a_walk_asks_nothing_twice_and_leaves_nothing_out() -> None:
    walk = Walk(str(number) for number in range(10))
    assert walk.ahead(3) == ["0", "1", "2"]
    walk.asked(2)
    assert walk.ahead(4) == ["2", "3", "4", "5"]
    walk.asked(4)
    assert walk.ahead(2) == ["6", "7"]
    assert len(walk.ahead(100)) == 4
