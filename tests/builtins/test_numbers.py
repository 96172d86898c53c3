"""C's numbers: reading them, and long doubles written as glibc does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oilgg.interp.builtins import numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", (12, 2, False)),
        (" +7x", (7, 3, False)),
        ("-0x1F", (-31, 5, False)),
        ("017", (15, 3, False)),
        ("08", (0, 1, False)),
        ("0x", (0, 1, False)),
        ("abc", (0, 0, False)),
        ("99999999999999999999", (numbers.INT_MAX, 20, True)),
        ("-99999999999999999999", (numbers.INT_MIN, 21, True)),
    ],
)
def test_signed(text: str, expected: tuple[int, int, bool]) -> None:
    assert numbers.read_integer(text, True) == expected


def test_unsigned_wraps() -> None:
    assert numbers.read_integer("-1", False) == (numbers.UINT_MAX, 2, False)


@given(st.integers(numbers.INT_MIN, numbers.INT_MAX))
def test_every_integer_is_read_back(value: int) -> None:
    assert numbers.read_integer(str(value), True) == (value, len(str(value)), False)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e18, max_value=1e18), st.integers(0, 12))
def test_doubles_agree_with_python(value: float, precision: int) -> None:
    """A double is exact as a long double, so all digits must be those that Python prints."""
    text = value.hex()
    real, end, out_of_range = numbers.read_real(text)
    assert end == len(text)
    assert not out_of_range
    for conversion in "feg":
        sign, digits = numbers.format_real(real, conversion, "", precision)
        assert sign + digits == f"{value:.{precision}{conversion}}"


@pytest.mark.parametrize(
    ("text", "conversion", "precision", "expected"),
    [
        ("0.1", "f", 20, "0.10000000000000000000"),
        ("0.1", "g", 30, "0.100000000000000000001355252716"),
        ("1", "a", None, "0x8p-3"),
        ("3.14", "a", 2, "0xc.8fp-2"),
        ("1e-4950", "a", None, "0x0.000000000000003p-16385"),
        ("9.9999999", "e", 2, "1.00e+01"),
        ("1e5000", "f", None, "inf"),
    ],
)
def test_long_doubles(text: str, conversion: str, precision: int | None, expected: str) -> None:
    real = numbers.read_real(text)[0]
    assert numbers.format_real(real, conversion, "", precision) == ("", expected)
