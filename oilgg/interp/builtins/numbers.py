"""Numbers as C's strtoimax, strtoumax and strtold read them, and as printf writes them (x87 long double)."""

from __future__ import annotations

INT_MAX = (1 << 63) - 1
INT_MIN = -(1 << 63)
UINT_MAX = (1 << 64) - 1
_BLANK = " \t\n\r\f\v"
_BASE_DIGITS = {8: "01234567", 10: "0123456789", 16: "0123456789abcdefABCDEF"}


class Kind:
    """A kind of floating point numbers: bits of the mantissa, least exponent of its last bit, most exponent."""

    __slots__ = ("bits", "least", "most")

    def __init__(self, bits: int, least: int, most: int) -> None:
        self.bits = bits
        self.least = least
        self.most = most


LONG_DOUBLE = Kind(64, -16445, 16384)
DOUBLE = Kind(53, -1074, 1024)
"""What printf uses in posix mode."""


class Real:
    """A long double: sign, and mantissa * 2**exponent with a mantissa of at most 64 bits; or `special` inf, nan."""

    __slots__ = ("exponent", "mantissa", "negative", "special")

    def __init__(self, negative: bool, mantissa: int, exponent: int, special: str = "") -> None:
        self.negative = negative
        self.mantissa = mantissa
        self.exponent = exponent
        self.special = special


def _sign(text: str) -> tuple[bool, int]:
    """Skip blanks and a sign: (negative, index behind them)."""
    at = 0
    while at < len(text) and text[at] in _BLANK:
        at += 1
    if text[at : at + 1] in ("-", "+"):
        return text[at] == "-", at + 1
    return False, at


def _digits_end(text: str, at: int, base: int) -> int:
    digits = _BASE_DIGITS[base]
    while at < len(text) and text[at] in digits:
        at += 1
    return at


def read_integer(text: str, signed: bool) -> tuple[int, int, bool]:
    """The integer at the front of `text` in C's notation: (value, index behind it, was out of range)."""
    negative, at = _sign(text)
    base = 10
    if text[at : at + 2] in ("0x", "0X") and text[at + 2 : at + 3] in tuple(_BASE_DIGITS[16]):
        base = 16
        at += 2
    elif text[at : at + 1] == "0":
        base = 8
    end = _digits_end(text, at, base)
    if end == at:
        return 0, 0, False
    value = int(text[at:end], base)
    if signed:
        value = -value if negative else value
        clipped = min(max(value, INT_MIN), INT_MAX)
        return clipped, end, clipped != value
    if value > UINT_MAX:
        return UINT_MAX, end, True
    return (-value if negative else value) & UINT_MAX, end, False


def read_real(text: str, kind: Kind = LONG_DOUBLE) -> tuple[Real, int, bool]:
    """The number at the front of `text`: (value, index behind it, was out of range)."""
    negative, at = _sign(text)
    word = text[at:].lower()
    for name, special in (("infinity", "inf"), ("inf", "inf"), ("nan", "nan")):
        if word.startswith(name):
            return Real(negative, 0, 0, special), _special_end(text, at + len(name), special), False
    if word.startswith("0x"):
        mantissa, exponent, end = _scan(text, at + 2, 16, "pP")
        if end > at + 2:
            return _rounded(negative, *_power(mantissa, exponent, 2), end, kind)
    mantissa, exponent, end = _scan(text, at, 10, "eE")
    if end == at:
        return Real(False, 0, 0), 0, False
    if mantissa and len(str(mantissa)) + exponent > 5000:
        return Real(negative, 0, 0, "inf"), end, True
    if mantissa and len(str(mantissa)) + exponent < -5000:
        return Real(negative, 0, 0), end, True
    return _rounded(negative, *_power(mantissa, exponent, 10), end, kind)


def _special_end(text: str, at: int, kind: str) -> int:
    """The index behind the `(…)` that may follow nan."""
    if kind == "nan" and text[at : at + 1] == "(":
        close = text.find(")", at)
        if close > 0 and all(letter.isalnum() or letter == "_" for letter in text[at + 1 : close]):
            return close + 1
    return at


def _scan(text: str, at: int, base: int, marks: str) -> tuple[int, int, int]:
    """Digits with a point and an exponent: (digits as integer, exponent, index behind); nothing read: same index.

    The exponent counts decimal digits for base 10 and bits for base 16.
    """
    point = _digits_end(text, at, base)
    digits = text[at:point]
    end = point
    fraction = ""
    if text[point : point + 1] == ".":
        end = _digits_end(text, point + 1, base)
        fraction = text[point + 1 : end]
    if not digits and not fraction:
        return 0, 0, at
    exponent = -len(fraction) * (4 if base == 16 else 1)
    if text[end : end + 1] in tuple(marks):
        sign = 1 if text[end + 1 : end + 2] in ("-", "+") else 0
        last = _digits_end(text, end + 1 + sign, 10)
        if last > end + 1 + sign:
            exponent += int(text[end + 1 : last])
            end = last
    return int(digits + fraction, base), exponent, end


def _power(mantissa: int, exponent: int, base: int) -> tuple[int, int]:
    """mantissa * base**exponent as a fraction of integers."""
    exponent = max(min(exponent, 40000), -40000)
    if exponent >= 0:
        return mantissa * base**exponent, 1
    return mantissa, base**-exponent


def _rounded(negative: bool, numerator: int, denominator: int, end: int, kind: Kind) -> tuple[Real, int, bool]:
    """The number nearest to the fraction, ties to even."""
    if numerator == 0:
        return Real(negative, 0, 0), end, False
    exponent = numerator.bit_length() - denominator.bit_length() - kind.bits
    mantissa = _divided(numerator, denominator, exponent)
    if mantissa.bit_length() > kind.bits:
        exponent += 1
        mantissa = _divided(numerator, denominator, exponent)
    if mantissa.bit_length() > kind.bits:
        mantissa >>= 1  # a power of two, by rounding
        exponent += 1
    tiny = exponent < kind.least
    if tiny:
        exponent = kind.least
        mantissa = _divided(numerator, denominator, exponent)
    if mantissa.bit_length() + exponent > kind.most:
        return Real(negative, 0, 0, "inf"), end, True
    inexact = tiny and mantissa * denominator << max(exponent, 0) != numerator << max(-exponent, 0)
    return Real(negative, mantissa, exponent), end, inexact


def _divided(numerator: int, denominator: int, exponent: int) -> int:
    """numerator / denominator / 2**exponent, rounded to an integer, ties to even."""
    if exponent >= 0:
        denominator <<= exponent
    else:
        numerator <<= -exponent
    quotient, rest = divmod(numerator, denominator)
    twice = rest * 2
    if twice > denominator or (twice == denominator and quotient & 1):
        quotient += 1
    return quotient


def integer_as_real(value: int) -> Real:
    """The long double of an integer (a character's code)."""
    return Real(value < 0, abs(value), 0)


def format_real(
    value: Real, conversion: str, flags: str, precision: int | None, kind: Kind = LONG_DOUBLE
) -> tuple[str, str]:
    """(sign, digits) of `value` as C's conversion `conversion` in eEfFgGaA writes it."""
    sign = "-" if value.negative else "+" if "+" in flags else " " if " " in flags else ""
    if value.special:
        return sign, value.special.upper() if conversion.isupper() else value.special
    lower = conversion.lower()
    alternative = "#" in flags
    if lower == "a":
        text = _hexadecimal(value, precision, alternative, kind)
    elif lower == "f":
        text = _fixed(value, 6 if precision is None else precision, alternative)
    elif lower == "e":
        text = _scientific(value, 6 if precision is None else precision, alternative)
    else:
        text = _general(value, 6 if precision is None else precision or 1, alternative)
    return sign, text.upper() if conversion.isupper() else text


def _fraction(value: Real) -> tuple[int, int]:
    if value.exponent >= 0:
        return value.mantissa << value.exponent, 1
    return value.mantissa, 1 << -value.exponent


def _fixed(value: Real, precision: int, alternative: bool) -> str:
    numerator, denominator = _fraction(value)
    digits = str(_divided(numerator * 10**precision, denominator, 0)).rjust(precision + 1, "0")
    point = "." if precision or alternative else ""
    return digits[: len(digits) - precision] + point + digits[len(digits) - precision :]


def _decimal(value: Real, count: int) -> tuple[str, int]:
    """The first `count` decimal digits of `value`, rounded, and the exponent of the first one."""
    if value.mantissa == 0:
        return "0" * count, 0
    numerator, denominator = _fraction(value)
    exponent = (value.mantissa.bit_length() + value.exponent) * 30103 // 100000 + 1
    while numerator * 10 ** max(-exponent, 0) < denominator * 10 ** max(exponent, 0):
        exponent -= 1
    shift = count - 1 - exponent
    digits = str(_divided(numerator * 10 ** max(shift, 0), denominator * 10 ** max(-shift, 0), 0))
    if len(digits) > count:
        return digits[:count], exponent + 1
    return digits, exponent


def _scientific(value: Real, precision: int, alternative: bool) -> str:
    digits, exponent = _decimal(value, precision + 1)
    return _with_exponent(digits, exponent, alternative)


def _with_exponent(digits: str, exponent: int, alternative: bool) -> str:
    point = "." if digits[1:] or alternative else ""
    return f"{digits[0]}{point}{digits[1:]}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _general(value: Real, precision: int, alternative: bool) -> str:
    digits, exponent = _decimal(value, precision)
    if exponent < -4 or exponent >= precision:
        if not alternative:
            digits = digits[0] + digits[1:].rstrip("0")
        return _with_exponent(digits, exponent, alternative)
    if exponent >= 0:
        whole, fraction = digits[: exponent + 1], digits[exponent + 1 :]
    else:
        whole, fraction = "0", "0" * (-exponent - 1) + digits
    if alternative:
        return f"{whole}.{fraction}"
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _hexadecimal(value: Real, precision: int | None, alternative: bool, kind: Kind) -> str:
    """The form glibc gives on x86: the leading digit holds the top four bits of a long double, one of a double."""
    mantissa, exponent = value.mantissa, value.exponent
    if mantissa == 0:
        fraction = "0" * (precision or 0)
        point = "." if fraction or alternative else ""
        return f"0x0{point}{fraction}p+0"
    head = 4 if kind is LONG_DOUBLE else 1
    below = kind.bits - head
    places = below // 4
    shift = kind.bits - mantissa.bit_length()
    if exponent - shift < kind.least:
        shift = exponent - kind.least
    mantissa <<= shift
    exponent += below - shift
    if precision is not None and precision < places:
        mantissa = _divided(mantissa, 1, below - 4 * precision)
        if head == 4 and mantissa.bit_length() > 4 + 4 * precision:
            mantissa >>= 4
            exponent += 4
        digits = f"{mantissa:0{precision + 1}x}"
    else:
        digits = f"{mantissa:0{places + 1}x}"
        digits = digits[0] + (digits[1:].rstrip("0") if precision is None else digits[1:].ljust(precision, "0"))
    point = "." if digits[1:] or alternative else ""
    return f"0x{digits[0]}{point}{digits[1:]}p{exponent:+d}"
