"""Random scripts of the shell language that use nothing but the shell: what tests/property/test_language.py runs.

A script is drawn from a number alone, so that it can be drawn again. Each starts with a few variables, an array and
positional parameters whose values are the awkward ones, and goes on in one of several fashions (words, arithmetic,
patterns, errexit, …). Loops are bounded, nothing outside of the shell is run, and nothing that bash itself leaves open
is asked for: the order of associative arrays, process numbers, random numbers, times.
"""

from __future__ import annotations

import random

NAMES = ["x", "y", "z"]
LITERALS = [
    "a", "b", "ab", "abc", "A", "1", "0", "12", "-3", "a-b", "a/b", "a.b", "a:b", "a=b", "x", "y", "_", "é", "%", "@",
    "+", "-n", ",", "]", "}", "^", "a,b", "/", ".", "--",
]  # fmt: skip
QUOTED = [
    "''", "'a b'", "'*'", "'$x'", "'  '", "'a\"b'", "'\\'", "$'a\\tb'", "$'\\n'", "$'it\\'s'", "'?'", "'[ab]'", "'~'",
    "'{a,b}'", "'é '", "':'", "'a:b:'", "$'\\xff'", "'#'", "'!'", "'\\\\'", "'-'", "'&'", "'a*'", "'\\a'", "$'\\e'",
]  # fmt: skip
ESCAPED = ["\\a", "\\ ", "\\*", "\\$", "\\\\", "\\'", '\\"', "\\&", "\\/", "\\}", "\\;", "\\~", "\\#", "\\é"]
GLOBS = ["*", "?", "[ab]", "[!a]", "a*", "*b", "[a-c]*", "*.c", "??", "[[:alpha:]]*", "d/*", "*/", "[", "]", ".*",
        "[^x]", "[]a]"]  # fmt: skip
PATTERNS = [
    "a", "b", "*", "?", "a*", "*a", "*b*", "[ab]", "[!a]", "[[:digit:]]", "a?", "?*", "''", "'a'", "\\*", '"*"',
    "[a-c]",
    "@(a|b)", "+(a|b)", "?(a)b", "*(b)", "!(a)", "*([!:])", "[[:space:]]", ":", " ", "*:", "/", "*/", "é", "[é]", "[",
    "[]-]", "\\\\", '"$y"', "$y", "$x", "a|b", "[*]", "*' '*", "[[:upper:]]", "[!a-c]", "**", "!(*b*)", ".", "\\?",
]  # fmt: skip
VALUES = [
    "''", "a", "'a b'", "' a  b '", "'*'", "a:b", "':a::b:'", "'a*'", "'[ab]'", "'\\'", "'a\\*b'", "\"it's\"",
    "'\"q\"'",
    "'$y'", "'~'", "'{a,b}'", "é", "'é b'", "$'\\xff'", "-n", "1", "010", "0x1f", "-5", "'1+2'", "y", "a/b/c", "'A-b'",
    "$'\\n'", "$'a\\tb\\n'", "'!'", "'#'", "'('", "abcabc", "aXbXc", "'a:b c'", "'?'", "'x y z'", "' '", "'\\a'", "'&'",
    "3", "'z'", "7", "2", "'1 '", "ABC", "'/a/b.c'", "'\\\\'", "'a,b'", "','", "'a  '",
]  # fmt: skip
PLAIN_VALUES = [value for value in VALUES if "[1]" not in value and "[@]" not in value]
IFS = ["' '", "':'", "''", "': '", "$' \\t\\n'", "a", "','", "':,'", "b", "x", "'*'", "-"]
NUMBERS = ["0", "1", "2", "3", "7", "-1", "10", "010", "0x1F", "2#101", "16#fF", "36#z", "9223372036854775807", "64#_"]


class Drawing:
    """One script being drawn."""

    def __init__(self, number: int | str) -> None:
        self.random = random.Random(f"script {number}")
        self.depth = 0
        self.loops = 0

    def counter(self) -> str:
        """A variable that no other loop counts with."""
        self.loops += 1
        return f"j{self.loops}"

    # ---- choices

    def one(self, options: list[str]) -> str:
        """One of the texts."""
        return self.random.choice(options)

    def chance(self, percent: int) -> bool:
        """True so often."""
        return self.random.randrange(100) < percent

    def some(self, least: int, most: int) -> range:
        """To be repeated so many times."""
        return range(self.random.randint(least, most))

    # ---- words

    def name(self) -> str:
        """A variable that may be set."""
        return self.one([*NAMES, *NAMES, "u"])

    def parameter(self) -> str:
        """What can stand behind ${."""
        return self.one([
            *NAMES, *NAMES, "u", "1", "2", "9", "@", "*", "#", "?", "a[@]", "a[*]", "a[0]", "a[1]", "a", "m[k]",
            "a[$i]", "a[i+1]", "m[$x]", "m[u]", "a[7]", "e", "e[@]",
        ])  # fmt: skip

    def operator(self, quoted: bool, is_list: bool) -> str:
        """An operator of ${ } with its operands."""
        kind = self.random.randrange(12)
        if kind < 4:
            op = self.one(["-", ":-", "+", ":+", "=", ":="]) if self.chance(95) else self.one(["?", ":?"])
            op = op.replace("=", "-") if is_list or quoted else op
            return op + self.inner_word(quoted)
        if kind < 6:
            return self.one(["#", "##", "%", "%%"]) + self.pattern()
        if kind < 8:
            op = self.one(["/", "//", "/#", "/%"]) + self.pattern()
            return op + (f"/{self.inner_word(quoted)}" if self.chance(80) else "")
        if kind < 10:
            bounds = [str(self.random.randint(-3, 4)) for _ in self.some(1, 2)]
            if self.chance(20):
                bounds[-1] = self.arithmetic(1)
            return ": " + ":".join(bounds)
        if kind < 11:
            return self.one(["^", "^^", ",", ",,"]) + (self.pattern() if self.chance(30) else "")
        return "@" + self.one(["Q", "Q", "U", "u", "L", "E", "P", *([] if is_list else ["a", "A", "K", "k"])])

    def inner_word(self, quoted: bool) -> str:
        """The word of an operator."""
        pieces = []
        for _ in self.some(0, 3):
            kind = self.random.randrange(8)
            if kind == 0:
                pieces.append(" ")
            elif kind == 1:
                outside = [] if quoted else ['"a b"', '"$x"', '""']
                pieces.append(self.one(["'a b'", "''", "'*'", "'q'", *outside]))
            elif kind == 2:
                pieces.append(self.one(["\\$", "\\\\", '\\"'] if quoted else ESCAPED))
            elif kind < 5:
                pieces.append(self.expansion(quoted))
            else:
                pieces.append(self.one([*LITERALS[:24], "*", "?", "&", ":"]).replace("}", ""))
        return "".join(pieces)

    def pattern(self) -> str:
        """A pattern."""
        return "".join([self.one(PATTERNS) for _ in self.some(1, 2)]) if self.chance(85) else ""

    def expansion(self, quoted: bool) -> str:
        """Something that starts with $."""
        self.depth += 1
        try:
            kind = self.random.randrange(20)
            if kind < 6 or self.depth > 3:
                lists = [] if self.depth > 1 else ["@", "*"]
                return "$" + self.one([*NAMES, *NAMES, "u", "1", "2", "#", "a", "?", *lists])
            if kind < 8:
                return "${" + self.parameter() + "}"
            if kind < 9:
                return "${#" + self.one([*NAMES, "u", "@", "*", "a[@]", "a[1]", "a", "1", "m[@]", "m[k]"]) + "}"
            if kind < 10:
                return "${!" + self.one(["x", "y", "a[@]", "r", "r", "n@", "q", "r" if quoted else "a[*]"]) + "}"
            if kind < 17:
                parameter = self.parameter().replace("*", "@").replace("?", "x").replace("#", "x")
                if self.depth > 1:
                    parameter = parameter.replace("[@]", "[1]").replace("@", "x")
                return "${" + parameter + self.operator(quoted, "@" in parameter) + "}"
            if kind < 18:
                return f"$(({self.arithmetic(2)}))"
            if kind < 19:
                return f"$({self.output()})"
            return "`" + self.one(["echo a b", "echo '*'", 'echo "$x"', "echo \\$x", "printf ' a\\n\\n'"]) + "`"
        finally:
            self.depth -= 1

    def output(self) -> str:
        """A command in $( )."""
        return self.one([
            "echo a b", 'echo "$x"', "echo $y", "printf ' a\\n\\n'", "p $x", 'p "$@"', "false", "echo a; false", ":",
            "exit 3", "x=5; echo $x", "echo *", "(echo s)", "echo ')'", "echo \"a  b\"", 'printf %s "$y"', "f",
        ])  # fmt: skip

    def part(self) -> str:
        """A part of an unquoted word."""
        kind = self.random.randrange(20)
        if kind < 5:
            return self.one(LITERALS)
        if kind < 7:
            return self.one(QUOTED)
        if kind < 8:
            return self.one(ESCAPED)
        if kind < 9:
            return self.one(GLOBS)
        if kind < 13:
            return self.double_quoted()
        if kind < 14:
            return self.brace()
        return self.expansion(False)

    def double_quoted(self) -> str:
        """A part between double quotes."""
        pieces = []
        for _ in self.some(0, 3):
            kind = self.random.randrange(6)
            if kind == 0:
                pieces.append(self.one([" ", "a", "'", "*", "\\$", "\\\\", "~", "{a,b}", "é", ":", '\\"']))
            elif kind == 1:
                pieces.append(self.one(["a", "b ", " c"]))
            else:
                pieces.append(self.expansion(True))
        return '"' + "".join(pieces) + '"'

    def brace(self) -> str:
        """A brace expression, or what only looks like one."""
        return self.one([
            "{a,b}", "{1..3}", "{a,}", "{,b}", "{$x,b}", "{a,'b c'}", "{x,{y,z}}", "{3..1}", "{a..c}", "{01..3}", "{a}",
            "{}", "{1..9..4}", '{"a,b",c}', "{a,\\,}", "{$x..3}", "{a,b", "{,}", '{"$@",z}', "{c..a..2}", "{a,b}{1,2}",
        ])  # fmt: skip

    def word(self) -> str:
        """A word as an argument."""
        return "".join([self.part() for _ in self.some(1, 3)])

    def words(self, most: int = 3) -> str:
        """Several words."""
        return " ".join([self.word() for _ in self.some(1, most)])

    # ---- arithmetic

    def arithmetic(self, depth: int) -> str:
        """An arithmetic expression."""
        kind = self.random.randrange(14)
        if depth <= 0 or kind < 2:
            return self.one(
                [*NUMBERS[:9], "x", "y", "i", "n", "u", "a[1]", "i", "$i", "${i}", "$n", "a[2]", "m[k]", "3"]
            )
        if kind < 3:
            return self.one(NUMBERS)
        if kind < 9:
            op = self.one([
                "+", "-", "*", "/", "%", "**", "<<", ">>", "<", "<=", ">", ">=", "==", "!=", "&", "|", "^", "&&",
                "||", ",",
            ])  # fmt: skip
            space = self.one(["", " "])
            return f"{self.arithmetic(depth - 1)}{space}{op}{space}{self.arithmetic(depth - 1)}"
        if kind < 10:
            return f"({self.arithmetic(depth - 1)})"
        if kind < 11:
            return self.one(["-", "!", "~", "+"]) + self.arithmetic(depth - 1)
        if kind < 12:
            return self.one(["i++", "++i", "n--", "--n", "i += 2", "n=5", "i=n*2", "a[1]++", "a[i]=3", "n<<=1",
                    "i%=3", "m[k]+=1", "u++"])  # fmt: skip
        if kind < 13:
            return f"{self.arithmetic(0)} ? {self.arithmetic(depth - 1)} : {self.arithmetic(depth - 1)}"
        return self.one(["", "1 +", "* 2", "1 2", "08", "a b", "1 ? 2", "x[", "3#5", "1 = 2", "@", "'1'", '"2"'])

    # ---- conditions

    def condition(self, depth: int = 1) -> str:
        """The inside of [[ ]]."""
        kind = self.random.randrange(13)
        word = self.cond_word
        if depth and kind < 3:
            return f"{self.condition(depth - 1)} {self.one(['&&', '||'])} {self.condition(depth - 1)}"
        if depth and kind < 4:
            return f"! {self.condition(depth - 1)}"
        if depth and kind < 5:
            return f"( {self.condition(depth - 1)} )"
        if kind < 8:
            return f"{word()} {self.one(['==', '!=', '='])} {self.pattern() or word()}"
        if kind < 9:
            return f"{word()} {self.one(['<', '>'])} {word()}"
        if kind < 10:
            number = ["1", "i", "x", "$n", "'1+1'", "010", "-3", "$u", "i+1", "a[1]"]
            return f"{self.one(number)} -{self.one(['eq', 'ne', 'lt', 'le', 'gt', 'ge'])} {self.one(number)}"
        if kind < 11:
            test = self.one(["-n", "-z", "-v", "-e", "-f", "-d", "-o"])
            return f"{test} {self.one([word(), 'x', 'u', 'a[1]', 'd', 'errexit'])}"
        if kind < 12:
            return f"{word()} =~ {self.regex()}"
        return word()

    def cond_word(self) -> str:
        """An operand."""
        return self.one([
            "a", "b", "$x", '"$x"', "$y", "''", "'a b'", "abc", "$u", '"$@"', "$*", "${a[1]}", "${x:-q}", "é",
            "$(f)", "aXb",
            "a/b", "'*'", "1", '"${a[@]}"', "${a[@]}", "$z", "~",
        ])  # fmt: skip

    def regex(self) -> str:
        """An expression behind =~."""
        atoms = ["a", "b", ".", "[ab]", "(a|b)", "(a)(b)?", "x*", "a+", "^", "$", "[[:alpha:]]", "'.'", '"$x"',
                "\\.", "$y", "[^a]", "b{1,2}", "(.)", "()", "a|b", "[0-9]+", "(a*)*", "é", "\\*"]  # fmt: skip
        return "".join([self.one(atoms) for _ in self.some(1, 3)])

    # ---- statements

    def setup(self) -> list[str]:
        """The lines every script starts with."""
        lines = [f"{name}={self.one(VALUES)}" for name in NAMES]
        lines.append(
            f"a=({' '.join(self.one(PLAIN_VALUES) for _ in self.some(0, 4))}); declare -A m=([k]={self.one(VALUES)})"
        )
        lines.append(f"set -- {' '.join(self.one(VALUES) for _ in self.some(0, 3))}")
        lines.append(
            f"i={self.one(['0', '1', '2'])} n={self.one(NUMBERS[:9])} r={self.one(['x', 'y', 'a[1]', 'u', '1', '@'])}"
        )
        if self.chance(40):
            lines.append(f"IFS={self.one(IFS)}")
        if self.chance(25):
            lines.append(self.option())
        return lines

    def option(self) -> str:
        """An option that changes what follows."""
        return self.one([
            "set -u", "set -f", "shopt -s nullglob", "shopt -s failglob", "shopt -s dotglob", "shopt -s nocasematch",
            "shopt -s nocaseglob", "shopt -u extglob", "shopt -s extglob", "set +B", "shopt -s globstar", "set -e",
            "shopt -u patsub_replacement", "LC_ALL=C", "set -o posix", "shopt -s lastpipe", "unset IFS",
            "GLOBIGNORE='a*'", "shopt -s inherit_errexit", "shopt -s localvar_inherit",
        ])  # fmt: skip

    def show(self) -> str:
        """A statement that prints what there is."""
        return self.one(['p "$x" "$y" "$z"', "declare -p x a", 'p "${a[@]}"', 'echo "$?"', 'p "$@"', "p $i $n",
                "declare -p m",
                         'echo "${#a[@]} ${!a[*]}"', "p ${u-unset}", "p $x"])  # fmt: skip

    def assignment(self) -> str:
        """An assignment."""
        kind = self.random.randrange(10)
        if kind < 4:
            return f"{self.name()}{self.one(['=', '=', '+='])}{self.word()}"
        if kind < 5:
            return f"a[{self.arithmetic(1)}]{self.one(['=', '+='])}{self.word()}"
        if kind < 7:
            elements = [
                "=" + self.word() if self.chance(75) else f"[{self.arithmetic(0)}]={self.word()}"
                for _ in self.some(0, 3)
            ]
            return f"a{self.one(['=', '+='])}({' '.join(elements)})"
        if kind < 8:
            key = self.one(["k", "$x", "u", "a b", "1+1", '"$y"'])
            return f'm[{key}]={self.word()}; p "${{m[k]}}" ${{#m[@]}}'
        if kind < 9:
            return f"x={self.word()} y=$x; x={self.word()} p $x"
        return self.one(["unset x", "unset 'a[1]'", "unset a", "declare -i x", "declare -u y", "readonly z",
                "declare -n q=x",
                         "unset -n q", "export x", "declare -a x", "unset 'm[k]'", "q=5", "declare -l x=AB",
                         "declare -i n+=3",
                         "x=1 y=2 :", "typeset -r u=1", "declare x", "set -- $x", 'set -- "$@" "$x"',
                         "shift"])  # fmt: skip

    def simple(self) -> str:
        """A command that makes no blocks."""
        kind = self.random.randrange(16)
        if kind < 4:
            return f"p {self.words()}"
        if kind < 7:
            return self.assignment()
        if kind < 8:
            return f"echo $(({self.arithmetic(2)}))"
        if kind < 9:
            return (
                self.one([f"(({self.arithmetic(2)}))", f"let '{self.arithmetic(1)}'".replace("''", "' '")])
                + "; echo $?"
            )
        if kind < 11:
            return f"[[ {self.condition()} ]]; echo $? ${{#BASH_REMATCH[@]}}"
        if kind < 12:
            return self.one(
                ["false", "true", "(exit 3)", "f", "! true", "false || true", "true && false", "g a 'b c'", "f | f"]
            )
        if kind < 13:
            return self.printf()
        if kind < 14:
            return self.reading()
        return self.show()

    def printf(self) -> str:
        """printf and what it prints."""
        directives = ["%s", "%d", "%5s|", "%-5s|", "%.2s", "%q", "%b", "%x", "%05d", "%c", "%%", "%+d", "%i", "%o",
                "%*d",
                      "%e", "%.3f", "%g", "%X", "\\n", "\\t", "a", " ", "\\x41", "\\\\", "%(%Y)T", "%z", "%.*s",
                      "%#x", "%u",
                      "%-*s|", "%5.1f", "%\\n", "%6q|", "%.1q"]  # fmt: skip
        form = "".join([self.one(directives) for _ in self.some(1, 3)]).replace("%(%Y)T", "%s")
        values = " ".join([self.one(["a", "1", "-5", "'a b'", "\"'a\"", "010", "0x1F", "''", "é", "'a\\nb'", "1.5",
                "3", "$x", '"$y"', '"$@"', "'\\101'"]) for _ in self.some(0, 4)])  # fmt: skip
        target = self.one(["", "", "-v u "])
        after = '; p "$u"' if target else ""
        return f"printf {target}'{form}' {values}; echo \"[$?]\"{after}"

    def reading(self) -> str:
        """read from a here-string, a here-document or a file."""
        options = self.one(["", "-r ", "-a a ", "-d : ", "-n 2 ", "-N 3 ", "-r -d '' ", "-ra a "])
        names = "" if "a a" in options else self.one(["x", "x y", "x y z", "", "'a[1]' y"])
        change = f"IFS={self.one(IFS)} " if self.chance(60) else ""
        text = self.one(
            ["'a b  c'", "$'a\\\\ b\\n'", "' a:b : c '", "':a::b:'", '"$x"', '"$y $z"', "'a\\:b'", "''", "$x", "'a\\'"]
        )
        return f'{change}read {options}{names} <<< {text}; echo $?; p "$x" "$y" "$z" "${{a[@]}}" "$REPLY"'

    def redirected(self) -> str:
        """Redirections to files of its own."""
        target = self.one(["o1", "o2", '"$o"', "o1", "/nosuch/f", "$u"])
        op = self.one([">", ">>", ">|", "2>", "&>", "<>", ">&", "&>>", "3>", "1>&2 2>"])
        command = self.one(["echo a", "p b", "{ echo c; echo d >&2; }", "(echo e)", "for k in 1 2; do echo $k; done",
                "f",
                            "echo g >&2", "nosuchcommand", "cd /nosuch", "eval 'echo h'", "x=5", "", "exec",
                            "echo i >&3"])  # fmt: skip
        after = self.one(["echo $?", 'p "$(<o1)"', "read -r l <o1; p \"$l\"", "read x <o2; p $x",
                          "mapfile -t a <o1; p \"${a[@]}\"", "echo again >>o1", "set -C", "exec 3>&1", "exec 3>&-",
                          "read x y <o2"])  # fmt: skip
        return f"{command} {op} {target}; {after}"

    def document(self) -> str:
        """A here-document."""
        quoted = self.chance(25)
        body = [self.one(["", "a ", "\\$", '"', "'", "\\\\", "\\a", "`echo b`", "~", "*", "\t"]) + self.expansion(True)
                for _ in self.some(1, 3)]  # fmt: skip
        mark = "'E'" if quoted else self.one(["E", "E", "E", "\\E"])
        reader = self.one(["IFS= read -r -d '' x", "read x y", "mapfile a", "read -ra a"])
        text = "".join([line + self.one(["\n", "\n", "\\\n", " \n"]) for line in body])
        return f"{reader} <<{mark}\n{text}E\n{self.show()}"

    def block(self, depth: int) -> str:
        """A compound command."""
        body = self.body
        kind = self.random.randrange(14)
        if kind < 2:
            return f"if {self.test()}; then {body(depth)}; else {body(depth)}; fi"
        if kind < 4:
            return f"for k in {self.words(2)}; do {body(depth)}; done"
        if kind < 5:
            j = self.counter()
            return f"for (({j}=0;{j}<2;{j}++)); do {body(depth)}; done"
        if kind < 6:
            j = self.counter()
            return f"{j}=0; while (({j}++<2)); do {body(depth)}; done"
        if kind < 8:
            ends = [self.one([";;", ";;", ";&", ";;&"]) for _ in range(2)]
            patterns = [self.one([self.pattern() or "''", f"{self.pattern() or 'a'} | b"]) for _ in range(2)]
            subject = self.one(["$x", '"$x"', "$y", "abc", "$*", '"$@"', "${x:-a}", "''", "'a b'", "$(f)"])
            clause = f"{patterns[0]}) {body(depth)}{ends[0]} {patterns[1]}) echo c{ends[1]}"
            return f"case {subject} in {clause} *) echo d;; esac"
        if kind < 9:
            return f"( {body(depth)} )"
        if kind < 10:
            return f"{{ {body(depth)}; }} {self.one(['', '&&', '||'])} echo g"
        if kind < 11:
            return f"{self.test()} {self.one(['&&', '||'])} {self.simple_command()}"
        if kind < 12:
            value, inside = self.double_quoted(), body(depth)
            last = self.one(["return 2", ":", "return"])
            return f'h() {{ local x={value}; {inside}; {last}; }}; h {self.word()}; echo $? "$x"'
        if kind < 13:
            return f'{self.simple_command()} | {{ mapfile -t l; p "${{l[@]}}"; {body(0)}; }}; echo ${{PIPESTATUS[@]}}'
        return "eval " + self.one(["'p $x'", '"$(echo p b)"', "'p \"$y\"'", "'x=7'", "'false; echo e'", '"p a"'])

    def simple_command(self) -> str:
        """One simple command, for places where a list would be too much."""
        return self.one(["echo s", "f", "false", "true", "p $x", 'p "$y"', "x=5", "(exit 4)", "return 3", "break",
                "continue",
                         "[[ $x ]]", "((i))", "g", "set -e", "unset x", ": ${u:=5}", "exit 6"])  # fmt: skip

    def test(self) -> str:
        """A condition of if."""
        return self.one([f"[[ {self.condition(0)} ]]", "f", "true", "false", "! f", "((i))", "[ a = b ]",
                "(false; true)",
                         "g | f", "{ false; echo in; }", "x=$(false)", "[ -n \"$x\" ]"])  # fmt: skip

    def body(self, depth: int) -> str:
        """The inside of a block."""
        if depth > 0 and self.chance(35):
            return self.block(depth - 1)
        return "; ".join([self.one([self.simple(), self.simple_command()]) for _ in self.some(1, 2)])

    def errexit(self) -> list[str]:
        """A script about set -e and traps."""
        lines = ["set -e"] if self.chance(85) else []
        if self.chance(35):
            lines.append(self.one(["trap 'echo err $? $LINENO' ERR", "trap 'echo exit $?' EXIT",
                                   "shopt -s inherit_errexit",]))  # fmt: skip
        # No recursion: g may call f, and the rest both.
        lines.append(f"f() {{ {self.failing(1, ['local q=$(false)'])}; echo f; }}")
        lines.append(f"g() {{ {self.failing(1, ['f', 'x=$(f)'])}; }}")
        lines += [self.failing(2, ["f", "g", "x=$(f)", "echo $(g)"]) for _ in self.some(2, 5)]
        return [*lines, "echo end"]

    def failing(self, depth: int, calls: list[str]) -> str:
        """A command that may fail, in some context; `calls` are those of functions that it may use."""
        leaf = self.one([*calls, *calls, "false", "true", "echo a", "(exit 3)", "[[ a == b ]]", "((0))",
                "x=$(false)", "echo $(false)",
                         "let 0", "[ a = b ]", "command false", "test -n ''", "nosuch 2>o1"])  # fmt: skip
        if depth <= 0:
            return leaf
        inner = self.failing(depth - 1, calls)
        other = self.failing(depth - 1, calls)
        j = self.counter()
        return self.one([
            leaf, leaf, f"{inner} && {other}", f"{inner} || {other}", f"! {inner}", f"( {inner}; {other} )",
                    f"{{ {inner}; {other}; }}",
            f"if {inner}; then {other}; fi", f"{inner} | {other}", f"if {inner}; then :; else {other}; fi",
                    f"x=$( {inner}; {other})",
            f"for k in 1 2; do {inner}; {other}; done", f"{j}=0; while (({j}++<1)); do {inner}; done",
                    f"case a in a) {inner};; esac",
            f"while {inner}; do {other}; break; done", f"{{ {{ {inner}; }} & wait $!; }}",
                    f"echo $( {inner}; echo b)", f"until {inner}; do {other}; break; done",
            f"( {inner} ) || echo o", f"{{ {inner}; }} | {{ {other}; }}", f"( {inner} ) && {other}",
                    f"{inner}; {other}",
        ])  # fmt: skip

    def script(self) -> str:
        """The whole script."""
        lines = ['f() { echo f; return 1; }; g() { p "$#" "$@"; x=g; }']
        kind = self.random.randrange(20)
        if kind < 5:
            lines += [*self.setup(), *[f"p {self.words(4)}" for _ in self.some(2, 4)]]
        elif kind < 7:
            lines += [
                *self.setup(),
                *[self.one([self.assignment(), self.show()]) for _ in self.some(3, 6)],
                self.show(),
            ]
        elif kind < 9:
            lines += [*self.setup(), *[f"echo $(({self.arithmetic(3)})) $i $n" for _ in self.some(2, 4)]]
        elif kind < 10:
            lines += [*self.setup(), *[f"[[ {self.condition(2)} ]]; echo $?" for _ in self.some(2, 4)]]
        elif kind < 12:
            lines += self.errexit()
        elif kind < 13:
            lines += [
                *self.setup(),
                "o=o1; echo one two >o1; echo three >o2",
                *[self.redirected() for _ in self.some(2, 4)],
            ]
        elif kind < 14:
            lines += [*self.setup(), *[self.one([self.printf(), self.reading()]) for _ in self.some(2, 4)]]
        elif kind < 15:
            lines += [*self.setup(), *[self.document() for _ in self.some(1, 2)]]
        else:
            lines += [*self.setup(), *[self.one([self.simple(), self.block(2)]) for _ in self.some(2, 5)], self.show()]
        return "\n".join(lines) + "\n"


def script(number: int | str) -> str:
    """The script with this number."""
    return Drawing(number).script()
