"""Simple forms of common filters as functions from bytes to bytes: what a process would print, without one.

To start a program takes a millisecond or two, and to cut, sort and count some kilobytes a fraction of one. `find` gives
such a function for the words of a command, or None where they ask for anything that is not listed here. A function
gives None where its input holds something that only the tool itself knows how to take. They speak of GNU coreutils and
grep, in a locale whose characters are ASCII beyond doubt and whose order of strings is that of their bytes.
"""

from __future__ import annotations

import posix
from _stat import S_ISREG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Filter = Callable[[bytes], "bytes | None"]

MOST_DIGITS = 15
COUNT_WIDTH = 7
MOST_COUNT = 10**COUNT_WIDTH - 1
"""The widest count that fits the column of `uniq -c`."""
MOST_NUMBERS = 100_000
CLASSES = {
    "alnum": b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "alpha": b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "blank": b"\t ",
    "digit": b"0123456789",
    "lower": b"abcdefghijklmnopqrstuvwxyz",
    "space": b"\t\n\v\f\r ",
    "upper": b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "xdigit": b"0123456789ABCDEFabcdef",
}
ESCAPES = {"\\": 92, "a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
MOST_SQUEEZED = 16
LITERAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _-/:,'\"@%&=~<>#!;")
"""Characters that stand for themselves in every kind of regular expression."""

PIPE_BYTES = 65536
READ_BYTES = 8192
SURELY_WRITTEN = 60_000
"""What fits into a pipe whose reader has gone: whoever wrote it did not notice."""
ENDED_BY_PIPE = 141

MANY_LINKS = 10
"""A file with so many names is a program that does the work of many."""

PRINTING = frozenset(("basename", "dirname", "seq"))
"""Commands that read nothing."""
CHANGING = ("LD_PRELOAD", "LOCPATH", "POSIXLY_CORRECT", "_POSIX2_VERSION", "GREP_OPTIONS", "LD_AUDIT")
"""Variables with which programs may do something else."""


class Unfit(Exception):
    """The programs have to be started."""


class Found:
    """How a command is done: `run` makes its output of its input, which are `files` or, without any, standard input.

    `ends_early`: it may end before it has read everything.
    """

    __slots__ = ("ends_early", "files", "nothing", "quiet", "run")

    def __init__(self, run: Filter, files: Sequence[str] = (), ends_early: bool = False) -> None:
        self.run = run
        self.files = files
        self.ends_early = ends_early
        self.nothing: bytes | None = None
        """The result with which its status is 1."""
        self.quiet = False
        """It prints nothing: the result is only for its status."""


_genuine: dict[str, tuple[int, int, bool]] = {}


def is_genuine(program: str) -> bool:
    """Whether the file is a program of its own."""
    try:
        status = posix.lstat(program)
        known = _genuine.get(program)
        if known is None or known[:2] != (status.st_ino, status.st_mtime_ns):
            genuine = S_ISREG(status.st_mode) and status.st_nlink < MANY_LINKS
            if genuine:
                fd = posix.open(program, posix.O_RDONLY | posix.O_CLOEXEC)
                try:
                    genuine = posix.read(fd, 4) == b"\x7fELF"
                finally:
                    posix.close(fd)
            known = _genuine[program] = (status.st_ino, status.st_mtime_ns, genuine)
        return known[2]
    except OSError:
        return False


def find(name: str, words: Sequence[str]) -> Found | None:
    """How the command `name` with the arguments `words` is done; None: by the program itself."""
    maker = MAKERS.get(name)
    if maker is None or not all(word.isascii() for word in words):
        return None
    return maker(words)


def run_all(commands: Sequence[Sequence[str]], found: Sequence[Found], data: bytes) -> tuple[list[int], bytes]:
    """The statuses of all stages of a pipeline, and what the last one prints. Raises Unfit."""
    statuses: list[int] = []
    for position, one in enumerate(found):
        if position < len(statuses):
            continue
        if one.ends_early and position and len(data) > SURELY_WRITTEN:
            if commands[position - 1][0] != "sort" or one.quiet:
                raise Unfit
            taken = len(one.run(data) or b"")
            statuses[-1] = _status_before_end(len(data), taken)
        together = _counting(commands[position:], data) if commands[position][0] == "sort" else None
        if together is not None:
            statuses += together[0]
            data = together[1]
            continue
        result = one.run(data)
        if result is None:
            raise Unfit
        statuses.append(1 if result == one.nothing else 0)
        data = b"" if one.quiet else result
    return statuses, data


def _status_before_end(size: int, taken: int) -> int:
    """The status of `sort`, all of whose output was `size` bytes, of which its reader took `taken`."""
    return ENDED_BY_PIPE if size > PIPE_BYTES + READ_BYTES * (taken // READ_BYTES + 1) else 0


def _counting(commands: Sequence[Sequence[str]], data: bytes) -> tuple[list[int], bytes] | None:
    """`sort | uniq -c | sort -rn | head` as one, as far as the stages are these; None if they don't begin so."""
    if len(commands) < 2 or list(commands[0]) != ["sort"] or list(commands[1]) != ["uniq", "-c"]:
        return None
    if len(commands) < 3 or " ".join(commands[2]) not in ("sort -rn", "sort -nr", "sort -n -r", "sort -r -n"):
        counted = sorted_counts(data)
        return None if counted is None else ([0, 0], counted)
    if b"\0" in data:
        return None
    pairs = [(count, line) for line, count in _counts(data).items()]
    pairs.sort(reverse=True)
    if pairs and pairs[0][0] > MOST_COUNT:
        return None
    statuses = [0, 0, 0]
    if len(commands) > 3 and commands[3][0] == "head":
        parsed = _count_of(commands[3][1:])
        if parsed is not None and parsed[0][0] != "+":
            size = sum([len(line) for _count, line in pairs]) + (COUNT_WIDTH + 2) * len(pairs)
            pairs = pairs[: int(parsed[0])]
            taken = sum([len(line) for _count, line in pairs]) + (COUNT_WIDTH + 2) * len(pairs)
            if size > SURELY_WRITTEN:
                statuses[2] = _status_before_end(size, taken)
            statuses.append(0)
    return statuses, b"".join([b"%7d %b\n" % pair for pair in pairs])


def makes_words(commands: Sequence[Sequence[str]]) -> bool:
    """Whether a stage makes many short lines of its input."""
    return any(words[0] == "tr" and ("\\n" in words[-1] or "\n" in words[-1]) for words in commands)


def read_files(names: Sequence[str | bytes], most: int, written: tuple[int, int] | None = None) -> bytes:
    """The bytes of plain files, `most` in all, each of which but the last has to end with a line.

    None of them may be the file `written` (device and inode). Raises Unfit, OSError, ValueError.
    """
    parts: list[bytes] = []
    size = 0
    for name in names:
        status = posix.stat(name)
        size += status.st_size
        if not S_ISREG(status.st_mode) or size > most or (status.st_dev, status.st_ino) == written:
            raise Unfit
        fd = posix.open(name, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NOCTTY | posix.O_NONBLOCK)
        try:
            data = posix.read(fd, status.st_size + 1)
        finally:
            posix.close(fd)
        if len(data) != status.st_size or (parts and parts[-1] and not parts[-1].endswith(b"\n")):
            raise Unfit
        parts.append(data)
    return b"".join(parts) if len(parts) > 1 else parts[0]


def lines_of(data: bytes) -> list[bytes]:
    """The lines of `data` without their ends; the last may have none."""
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    return lines


def joined(lines: list[bytes]) -> bytes:
    """The lines with their ends."""
    if not lines:
        return b""
    lines.append(b"")
    return b"\n".join(lines)


def _cat(words: Sequence[str]) -> Found | None:
    if any(word[:1] == "-" for word in words):
        return None
    return Found(lambda data: data, words)


def _options(words: Sequence[str], flags: str, valued: str) -> tuple[dict[str, str], list[str]] | None:
    """Options of one letter, and the operands; None where there is anything else. An option comes once."""
    found: dict[str, str] = {}
    at = 0
    while at < len(words):
        word = words[at]
        if word[:1] != "-" or word == "-":
            break
        at += 1
        for position, letter in enumerate(word[1:], 2):
            if letter in found:
                return None
            if letter in valued:
                found[letter] = word[position:]
                if not word[position:]:
                    if at == len(words):
                        return None
                    found[letter] = words[at]
                    at += 1
                break
            if letter not in flags:
                return None
            found[letter] = ""
    operands = list(words[at:])
    return None if any(word[:1] == "-" for word in operands) else (found, operands)


# cut, head, tail, wc


def _ranges(text: str) -> list[tuple[int, int]] | None:
    """The fields that `cut` is asked for, from 0, in order, as slices; None where they are not plain."""
    found = []
    for part in text.split(","):
        low, dash, high = part.partition("-")
        if not all(not end or (end.isdigit() and len(end) < MOST_DIGITS) for end in (low, high)) or not (low or high):
            return None
        first = int(low or "1")
        last = (int(high) if high else 1 << 60) if dash else first
        if first < 1 or last < first:
            return None
        found.append((first - 1, last))
    found.sort()
    merged = [found[0]]
    for first, last in found[1:]:
        if first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _cut(words: Sequence[str]) -> Found | None:
    parsed = _options(words, "", "dfcb")
    if parsed is None:
        return None
    options, files = parsed
    wanted = [options[kind] for kind in "fcb" if kind in options]
    ranges = _ranges(wanted[0]) if len(wanted) == 1 else None
    if ranges is None or ("d" in options and "f" not in options):
        return None
    if "f" not in options:
        return Found(lambda data: _cut_bytes(data, ranges), files)
    delimiter = options.get("d", "\t").encode()
    if len(delimiter) != 1 or delimiter == b"\n":
        return None
    return Found(lambda data: _cut_fields(data, ranges, delimiter), files)


def _cut_bytes(data: bytes, ranges: list[tuple[int, int]]) -> bytes | None:
    if not data.isascii():
        return None
    if len(ranges) == 1:
        first, last = ranges[0]
        return joined([line[first:last] for line in lines_of(data)])
    return joined([b"".join([line[first:last] for first, last in ranges]) for line in lines_of(data)])


def _cut_fields(data: bytes, ranges: list[tuple[int, int]], delimiter: bytes) -> bytes:
    first, last = ranges[0]
    lines = lines_of(data)
    if len(ranges) == 1 and last == first + 1:
        if first == 0:
            return joined([line.split(delimiter, 1)[0] for line in lines])
        found = []
        for line in lines:
            fields = line.split(delimiter, last)
            found.append(fields[first] if len(fields) > first else line if len(fields) == 1 else b"")
        return joined(found)
    found = []
    for line in lines:
        fields = line.split(delimiter)
        if len(fields) == 1:
            found.append(line)
        else:
            kept: list[bytes] = []
            for first, last in ranges:
                kept += fields[first:last]
            found.append(delimiter.join(kept))
    return joined(found)


def _end_of_lines(data: bytes, count: int) -> int:
    """Where the first `count` lines of `data` end."""
    at = 0
    for _ in range(count):
        at = data.find(b"\n", at) + 1
        if not at:
            return len(data)
    return at


def _count_of(words: Sequence[str]) -> tuple[str, Sequence[str]] | None:
    """The number of lines that `head` and `tail` are given, and the operands."""
    if words and words[0][:1] == "-" and words[0][1:].isdigit():
        count, files = words[0][1:], words[1:]
    else:
        start = 0
        count = "10"
        if words and words[0][:2] == "-n":
            count = words[0][2:]
            start = 1
            if not count and len(words) > 1:
                count = words[1]
                start = 2
        files = words[start:]
    digits = count[1:] if count[:1] == "+" else count
    if not digits.isdigit() or len(digits) > MOST_DIGITS or len(files) > 1 or any(one[:1] in "-+" for one in files):
        return None
    return count, files


def _head(words: Sequence[str]) -> Found | None:
    parsed = _count_of(words)
    if parsed is None or parsed[0][0] == "+" or not int(parsed[0]):
        return None  # with 0 it ends before what is before it has printed anything, or not
    count = int(parsed[0])
    return Found(lambda data: data[: _end_of_lines(data, count)], parsed[1], True)


def _tail(words: Sequence[str]) -> Found | None:
    parsed = _count_of(words)
    if parsed is None:
        return None
    count = int(parsed[0])
    if parsed[0][0] == "+":
        return Found(lambda data: data[_end_of_lines(data, max(0, count - 1)) :], parsed[1])
    return Found(lambda data: _last_lines(data, count), parsed[1])


def _last_lines(data: bytes, count: int) -> bytes:
    at = len(data) - data.endswith(b"\n")
    for _ in range(count):
        at = data.rfind(b"\n", 0, at)
        if at < 0:
            return data
    return data[at + 1 :] if count else b""


def _wc(words: Sequence[str]) -> Found | None:
    if not words or words[0] not in ("-l", "-c") or len(words) > 2 or any(word[:1] == "-" for word in words[1:]):
        return None
    if not all(word.isprintable() for word in words):
        return None
    name = b" " + words[1].encode() if len(words) == 2 else b""
    if words[0] == "-l":
        return Found(lambda data: b"%d%b\n" % (data.count(b"\n"), name), words[1:])
    return Found(lambda data: b"%d%b\n" % (len(data), name), words[1:])


# sort, uniq


def _sort(words: Sequence[str]) -> Found | None:
    parsed = _options(words, "nru", "")
    if parsed is None:
        return None
    options, files = parsed
    backwards, unique = "r" in options, "u" in options
    if "n" in options:
        return Found(lambda data: _sort_numbers(data, backwards, unique), files)
    return Found(lambda data: _sort_lines(data, backwards, unique), files)


def _sort_lines(data: bytes, backwards: bool, unique: bool) -> bytes | None:
    if b"\0" in data:
        return None
    lines = lines_of(data)
    if unique:
        lines = list(dict.fromkeys(lines))
    lines.sort(reverse=backwards)
    return joined(lines)


def _sort_numbers(data: bytes, backwards: bool, unique: bool) -> bytes | None:
    if b"\0" in data:
        return None
    keyed = []
    for line in lines_of(data):
        text = line.lstrip(b" \t")
        if text[:1].isdigit():
            word = text.split(None, 1)[0]
            if word.isdigit() and len(word) <= MOST_DIGITS:
                keyed.append((int(word), line))
                continue
        at = 0
        while text[at : at + 1].isdigit():
            at += 1
        if text[at : at + 1] == b"." or (not at and text[:1] == b"-") or at > MOST_DIGITS:
            return None
        keyed.append((int(text[:at] or b"0"), line))
    if unique:
        first: dict[int, bytes] = {}
        for key, line in keyed:
            first.setdefault(key, line)
        keyed = list(first.items())
    keyed.sort(reverse=backwards)
    return joined([line for _key, line in keyed])


def _uniq(words: Sequence[str]) -> Found | None:
    if len(words) > 1 or (words and words[0] not in ("-c", "-d", "-u")):
        return None
    kind = words[0] if words else ""
    return Found(lambda data: None if b"\0" in data else _runs(lines_of(data), kind))


def _runs(lines: list[bytes], kind: str) -> bytes | None:
    """What `uniq` prints."""
    counts: list[int] = []
    last: bytes | None = None
    found = []
    for line in lines:
        if line == last:
            counts[-1] += 1
        else:
            counts.append(1)
            found.append(line)
            last = line
    if kind == "-c":
        return _counted(list(zip(found, counts, strict=True)))
    if kind:
        found = [line for line, count in zip(found, counts, strict=True) if (count > 1) is (kind == "-d")]
    return joined(found)


def _counted(pairs: list[tuple[bytes, int]]) -> bytes | None:
    if any(count > MOST_COUNT for _line, count in pairs):
        return None
    return b"".join([b"%7d %b\n" % (count, line) for line, count in pairs])


def sorted_counts(data: bytes) -> bytes | None:
    """What `sort | uniq -c` prints."""
    return None if b"\0" in data else _counted(sorted(_counts(data).items()))


def _counts(data: bytes) -> dict[bytes, int]:
    from _collections import _count_elements  # type: ignore[import-not-found]

    counts: dict[bytes, int] = {}
    _count_elements(counts, lines_of(data))
    return counts


# tr


def _set(text: str) -> tuple[list[int], str] | None:
    """The characters that a set of `tr` stands for, and the class if it is one."""
    if text[:2] == "[:" and text[-2:] == ":]" and text[2:-2] in CLASSES:
        return list(CLASSES[text[2:-2]]), text[2:-2]
    if "[:" in text or "[=" in text or ("[" in text and "*" in text):
        return None
    found: list[int] = []
    at = 0
    while at < len(text):
        code, at = _character(text, at)
        if text[at : at + 1] == "-" and at + 1 < len(text):
            last, at = _character(text, at + 1)
            if code < 0 or last < code:
                return None
            found += range(code, last + 1)
        else:
            found.append(code)
    return None if min(found, default=-1) < 0 else (found, "")


def _character(text: str, at: int) -> tuple[int, int]:
    """The character at `at`, below zero if it is none that is known here, and where the next begins."""
    if text[at] != "\\":
        return ord(text[at]), at + 1
    letter = text[at + 1 : at + 2]
    if letter in ESCAPES:
        return ESCAPES[letter], at + 2
    return (0 if letter == "0" and not text[at + 2 : at + 3].isdigit() else -1), at + 2


def _tr(words: Sequence[str]) -> Found | None:
    options = ""
    if words and words[0] in ("-c", "-d", "-s", "-cs", "-sc", "-cd", "-dc"):
        options = words[0][1:]
        words = words[1:]
    if len(words) != (1 if "d" in options else 2) and not (options == "s" and len(words) == 1):
        return None
    if any(word[:1] == "-" and len(word) > 1 for word in words[:1]):
        return None
    sets = [_set(word) for word in words]
    if None in sets:
        return None
    first, kind = sets[0]  # type: ignore[misc]
    if "c" in options:
        first = sorted(set(range(256)).difference(first))
        kind = "complement"
    if "d" in options:
        deleted = bytes(first)
        return Found(lambda data: data.translate(None, deleted))
    if len(words) == 1:
        return _squeezing(None, first)
    second, second_kind = sets[1]  # type: ignore[misc]
    if second_kind and {kind, second_kind} != {"lower", "upper"}:
        return None
    if (kind == "complement" and len(second) != 1) or len(set(first)) != len(first) or not second:
        return None
    table = bytearray(range(256))
    for number, code in enumerate(first):
        table[code] = second[min(number, len(second) - 1)]
    if "s" in options:
        return _squeezing(bytes(table), second)
    whole = bytes(table)
    return Found(lambda data: data.translate(whole))


def _squeezing(table: bytes | None, codes: list[int]) -> Found | None:
    """Translate by `table`, then make one of each run of one of `codes`."""
    if len(set(codes)) > MOST_SQUEEZED:
        return None
    runs = [(bytes([code]), bytes([code, code])) for code in set(codes)]

    def squeeze(data: bytes) -> bytes:
        if table is not None:
            data = data.translate(table)
        for one, two in runs:
            while two in data:
                data = data.replace(two, one)
        return data

    return Found(squeeze)


# grep


def _grep(words: Sequence[str]) -> Found | None:
    flags = ""
    if words and words[0] in ("-c", "-v", "-F", "-q", "-cv", "-vc", "-E", "-Fv", "-Fc", "-Fq", "-qF", "-qv"):
        flags = words[0][1:]
        words = words[1:]
    if len(words) not in (1, 2) or any(word[:1] == "-" for word in words):
        return None
    start, end = False, False
    text = words[0]
    if "F" not in flags:
        start, end = text[:1] == "^", text[-1:] == "$"
        text = text[start : len(text) - end]
    if not text or not LITERAL.issuperset(text):
        return None
    pattern = text.encode()
    found = Found(lambda data: _matching(data, pattern, start, end, flags), words[1:], "q" in flags)
    found.nothing = b"0\n" if "c" in flags else b""
    found.quiet = "q" in flags
    return found


def _matching(data: bytes, pattern: bytes, start: bool, end: bool, flags: str) -> bytes | None:
    if not data.isascii() or b"\0" in data:
        return None
    lines = lines_of(data)
    wanted = "v" not in flags
    if start and end:
        lines = [line for line in lines if (line == pattern) is wanted]
    elif start:
        lines = [line for line in lines if line.startswith(pattern) is wanted]
    elif end:
        lines = [line for line in lines if line.endswith(pattern) is wanted]
    elif wanted:
        lines = [line for line in lines if pattern in line]
    else:
        lines = [line for line in lines if pattern not in line]
    return b"%d\n" % len(lines) if "c" in flags else joined(lines)


# Commands that read nothing


def _basename(words: Sequence[str]) -> Found | None:
    if len(words) not in (1, 2) or words[0][:1] == "-" or "\0" in words[0]:
        return None
    text = words[0].rstrip("/").rpartition("/")[2] or words[0][:1]
    suffix = words[1] if len(words) == 2 else ""
    if suffix and text.endswith(suffix) and text != suffix:
        text = text[: -len(suffix)]
    return Found(lambda _data: text.encode() + b"\n")


def _dirname(words: Sequence[str]) -> Found | None:
    if len(words) != 1 or words[0][:1] == "-":
        return None
    path = words[0]
    folder, slash, _name = path.rstrip("/").rpartition("/")
    text = folder.rstrip("/") or ("/" if slash or path[:1] == "/" else ".")
    return Found(lambda _data: text.encode() + b"\n")


def _seq(words: Sequence[str]) -> Found | None:
    if len(words) not in (1, 2):
        return None
    for word in words:
        if not word.isdigit() or len(word) > 9 or (word[0] == "0" and len(word) > 1):
            return None
    first, last = int(words[0]) if len(words) == 2 else 1, int(words[-1])
    if last - first > MOST_NUMBERS:
        return None
    return Found(lambda _data: b"".join([b"%d\n" % number for number in range(first, last + 1)]))


MAKERS: dict[str, Callable[[Sequence[str]], Found | None]] = {
    "basename": _basename, "cat": _cat, "cut": _cut, "dirname": _dirname, "grep": _grep, "head": _head, "seq": _seq,
    "sort": _sort, "tail": _tail, "tr": _tr, "uniq": _uniq, "wc": _wc,
}  # fmt: skip
