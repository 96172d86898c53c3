"""Pathname expansion."""

from __future__ import annotations

import posix

from oilgg.errors import NoMatchError
from oilgg.expand.bracket import parse_bracket
from oilgg.expand.locale import sort_key
from oilgg.expand.operators import counts_bytes
from oilgg.expand.pattern import Pattern, unquote
from oilgg.expand.split import as_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.expand.host import Host

_MAGIC = frozenset("*?[(")


def expand(text: str, pattern: str, shell: Host, result: list[str]) -> None:
    """Append the paths that match `pattern`; `text`, or nothing, or an error as the options say, if there are none."""
    options = shell.options
    if not is_pattern(pattern, True):  # to bash, !(a) looks like a pattern even where it is none
        result.append(text)
        return
    shell.glob_dots = options.dotglob
    paths = glob(pattern, shell)
    if paths:
        result.extend(paths)
    elif options.failglob:
        raise NoMatchError(f"no match: {text}")
    elif not options.nullglob:
        result.append(text)


def is_pattern(pattern: str, extglob: bool) -> bool:
    """Whether a pattern has an unquoted special character that counts."""
    if _MAGIC.isdisjoint(pattern):
        return False
    position, length = 0, len(pattern)
    while position < length:
        char = pattern[position]
        if char == "\\":
            position += 1
        elif char in "*?":
            return True
        elif char == "[":
            if "]" in pattern[position + 1 :]:
                return True
        elif extglob and char in "+@!" and pattern.startswith("(", position + 1):
            return True
        position += 1
    return False


def glob(pattern: str, shell: Host) -> list[str]:
    """The existing paths that match, sorted as the locale collates; without those that GLOBIGNORE names."""
    ignored = shell.vars.get("GLOBIGNORE")
    walk = _Walk(shell, bool(ignored))
    paths = walk.run(pattern)
    if ignored:
        paths = _without_ignored(paths, ignored, shell)
    if len(paths) > 1:
        paths.sort(key=sort_key(shell.vars.locale_name("LC_COLLATE")))
    return paths


def glob_plainly(pattern: str, shell: Host) -> list[str]:
    """The paths that match in no order, those that GLOBIGNORE names as well, and hidden ones as at the last time."""
    walk = _Walk(shell, False)
    walk.dotglob = shell.glob_dots
    return walk.run(pattern)


def _without_ignored(paths: list[str], ignored: str, shell: Host) -> list[str]:
    options = shell.options
    in_bytes = any(counts_bytes(shell, path) for path in paths)
    patterns = [
        [Pattern.compile(one, options.extglob, options.nocaseglob) for one in text.split("/")]
        for text in _ignore_patterns(as_bytes(ignored) if in_bytes else ignored)
    ]
    kept = []
    for path in paths:
        shown = as_bytes(path) if in_bytes else path
        if path.rpartition("/")[2] not in (".", "..") and not any(_matches_path(row, shown) for row in patterns):
            kept.append(path)
    return kept


def _matches_path(row: list[Pattern], path: str) -> bool:
    """Whether a pattern of GLOBIGNORE matches: a star does not match a slash, unless it is the pattern's end."""
    names = path.split("/")
    enough = len(names) == len(row) or (len(names) > len(row) and row[-1].source.endswith("*"))
    return enough and all(pattern.match(name) for pattern, name in zip(row, names, strict=False))


def _ignore_patterns(value: str) -> list[str]:
    """The patterns of GLOBIGNORE: cut at colons that are not within brackets or quoted."""
    patterns = [""]
    position = 0
    while position < len(value):
        char = value[position]
        end = position + 1
        if char == "\\":
            end += 1
        elif char == "[":
            found = parse_bracket(value, position, False)
            if found is not None:
                end = found[1]
        if char == ":":
            patterns.append("")
        else:
            patterns[-1] += value[position:end]
        position = end
    return [one for one in patterns if one]


def _components(pattern: str) -> list[tuple[str, str]]:
    """The pattern cut at slashes: (component, the slashes after it); the first is empty for an absolute pattern."""
    components: list[tuple[str, str]] = []
    start = position = depth = 0
    length = len(pattern)
    while position < length:
        char = pattern[position]
        if char == "\\" and position + 1 < length and pattern[position + 1] != "/":
            position += 1
        elif char == "(" and position and pattern[position - 1] in "?*+@!":
            depth += 1
        elif char == ")" and depth:
            depth -= 1
        elif char == "/" and not depth:
            end = position
            while end < length and (pattern[end] == "/" or pattern.startswith("\\/", end)):
                end += 1 if pattern[end] == "/" else 2
            component = pattern[start:position]
            if component.endswith("\\") and not component.endswith("\\\\"):
                component = component[:-1]
            components.append((component, pattern[position:end].replace("\\", "")))
            start = end
            position = end
            continue
        position += 1
    components.append((pattern[start:], ""))
    return components


class _Walk:
    """One expansion: walks down the components with the list of paths found so far."""

    def __init__(self, shell: Host, dots: bool) -> None:
        self.shell = shell
        options = shell.options
        self.extglob: bool = options.extglob
        self.nocase: bool = options.nocaseglob
        self.dotglob: bool = options.dotglob or dots
        self.globstar: bool = options.globstar
        self.skipdots: bool = options.globskipdots

    def run(self, pattern: str) -> list[str]:
        """All paths that match."""
        components = _components(pattern)
        if self.globstar:
            components = [
                one
                for position, one in enumerate(components)
                if one[0] != "**" or position + 1 == len(components) or components[position + 1][0] != "**"
            ]
        repeated = len(components) < len(_components(pattern))
        found = [""]
        checked, literal = True, True
        for position, (component, slashes) in enumerate(components):
            if component == "" and position == len(components) - 1:
                break
            if component == "**" and self.globstar:
                if not checked:
                    found = [path for path in found if self._exists(path)]
                rest = components[position + 1 :]
                found = self._starstar(found, slashes[:1], rest == [("", "")], literal and not repeated)
                checked, literal = True, False
            elif is_pattern(component, self.extglob):
                # Slashes after a pattern are one; those after plain text stay as they are.
                found = [path for prefix in found for path in self._matching(prefix, component, slashes[:1])]
                checked, literal = True, False
            else:
                name = unquote(component) + (slashes if literal or slashes == "" else "/")
                found = [prefix + name for prefix in found]
                checked = False
            if not found:
                return found
        if not checked:
            found = [path for path in found if self._exists(path)]
        return found

    def _exists(self, path: str) -> bool:
        self.shell.before_look(path)
        try:
            posix.lstat(_raw(path))
        except (OSError, ValueError):
            return False
        return True

    def _list(self, directory: str) -> list[posix.DirEntry[bytes]]:
        """The entries of a directory, last first: the order in which bash finds them."""
        self.shell.before_look(directory or ".")
        try:
            return list(posix.scandir(_raw(directory or ".")))[::-1]
        except (OSError, ValueError):
            return []

    def _matching(self, prefix: str, component: str, slashes: str) -> list[str]:
        hidden = component.startswith((".", "\\."))
        found = []
        compiled = Pattern.compile(component, self.extglob, self.nocase)
        shell = self.shell
        if hidden or self.dotglob or self._may_match_dot(component):
            names = self._with_dots(prefix, hidden)
        else:
            names = [entry for entry in self._list(prefix) if entry.name[:1] != b"."]
        literal = compiled.fixed_start()
        for entry in names:
            if literal and not entry.name.startswith(literal):
                continue
            name = entry.name.decode("utf-8", "surrogateescape")
            if name.startswith(".") and not self._dot_allowed(name, component, hidden):
                continue
            if counts_bytes(shell, name):
                matches = Pattern.compile(as_bytes(component), self.extglob, self.nocase).match(as_bytes(name))
            else:
                matches = compiled.match(name)
            if matches and (not slashes or _is_directory(entry)):
                found.append(prefix + name + slashes)
        return found

    def _may_match_dot(self, component: str) -> bool:
        return self.extglob and "(" in component and "." in component

    def _dot_allowed(self, name: str, component: str, hidden: bool) -> bool:
        if name in (".", ".."):
            return hidden and not self.skipdots
        if hidden or self.dotglob:
            return True
        # An extended part may start with a literal dot: @(.a|b).
        return component[:2] in ("?(", "*(", "+(", "@(") and ("(." in component or "|." in component)

    def _with_dots(self, prefix: str, hidden: bool) -> list[posix.DirEntry[bytes] | _DotEntry]:
        entries: list[posix.DirEntry[bytes] | _DotEntry] = [*self._list(prefix)]
        if hidden and not self.skipdots:
            entries += [_DotEntry(b".."), _DotEntry(b".")]
        return entries

    # ---- globstar

    def _starstar(self, prefixes: list[str], slashes: str, only_directories: bool, literal: bool) -> list[str]:
        """What `**` adds to each path: without a slash after it all files below, with one all directories.

        Links to directories are listed, but not entered; they serve as directories for what follows where `**` does not
        start the word. `literal`: the paths so far are text of the word, whose slash is kept.
        """
        found: list[str] = []
        for prefix in prefixes:
            if prefix or (slashes and not only_directories):
                found.append(prefix if literal or slashes else prefix.rstrip("/"))
            found += self._descend(prefix, slashes, only_directories or prefix != "")
        return found

    def _descend(self, prefix: str, slashes: str, links: bool) -> list[str]:
        """All below a path. Each directory is followed by what is in it, in the opposite of the order up here."""
        found: list[str] = []
        for entry in self._list(prefix):
            if entry.name[:1] == b"." and not self.dotglob:
                continue
            name = prefix + entry.name.decode("utf-8", "surrogateescape")
            real = _is_real_directory(entry)
            if not slashes or real or (links and _is_directory(entry)):
                found.append(name + slashes)
            if real:
                found += reversed(self._descend(name + (slashes or "/"), slashes, links))
        return found


class _DotEntry:
    """`.` or `..`, which directory listings leave out."""

    def __init__(self, name: bytes) -> None:
        self.name = name

    def is_dir(self) -> bool:
        """They are directories."""
        return True


def _is_directory(entry: posix.DirEntry[bytes] | _DotEntry) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_real_directory(entry: posix.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _raw(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
