"""Names of terminals, and which lexer mode belongs to a parser state: the seam between grammar and lexer.

Terminals are numbered by their place in TERMINALS. A state's mode is that of the first entry of MODES whose terminals
it accepts; MODES also gives the order of the lexer's methods.
"""

from __future__ import annotations


def _names(text: str) -> list[str]:
    return text.split()


TERMINALS = {
    "shell": _names(
        """
        NEWLINE END SEMI AMP AND_IF OR_IF BAR BAR_AMP LPAREN RPAREN CLAUSE_END BANG TIME TIMEOPT WORD PREFIXED_WORD ARG
        DECLARE PREFIXED_DECLARE DECLARE_ARG ASSIGN ASSIGN_ARRAY ELEMENT REDIRECT TARGET HERE DELIMITER LBRACE RBRACE
        ARITHMETIC IF THEN ELSE ELIF FI WHILE UNTIL DO DONE FOR NAME IN ITEM SELECT FOR_ARITHMETIC CASE SUBJECT ESAC
        PATTERN COND_OPEN COND_CLOSE OPERAND UNARY BINARY MATCHES REGEX FUNCTION FUNCTION_NAME COPROC COPROC_NAME
        """
    ),
    "word": _names(
        """
        END LITERAL PART QUOTE_OPEN QUOTE_END LOCALE_OPEN BRACE_OPEN BRACE_END QUOTED_BRACE_END REPLACE_END REPLACE_BY
        DEFAULT TRIM CASE REPLACE SLICE TRANSFORM NAMES BAD NAME SUBSCRIPT LENGTH INDIRECT
        """
    ),
    "arithmetic": _names(
        """
        END COMMA ASSIGN QUESTION COLON OR AND BIT_OR BIT_XOR BIT_AND EQUALITY RELATION SHIFT SIGN PRODUCT POWER NOT
        STEP NUMBER NAME ELEMENT OPEN CLOSE
        """
    ),
}

MODES = {
    "shell": (
        ("TARGET", "target"),
        ("DELIMITER", "delimiter"),
        ("NAME", "name"),
        ("FUNCTION_NAME", "function_name"),
        ("ITEM", "item"),
        ("SUBJECT", "subject"),
        ("ESAC PATTERN", "clause"),
        ("PATTERN", "pattern"),
        ("ELEMENT", "element"),
        ("DECLARE_ARG", "declare_argument"),
        ("ARG", "argument"),
        ("PREFIXED_WORD", "prefixed"),
        ("TIMEOPT", "timed"),
        ("COPROC_NAME", "coproc"),
        ("TIME", "command"),
        ("WORD", "piped"),
        ("UNARY", "condition"),
        ("BINARY", "binary"),
        ("OPERAND", "operand"),
        ("REGEX", "regex"),
        ("COND_CLOSE", "after_condition"),
        ("", "after"),
    ),
    "word": (
        ("LENGTH", "head"),
        ("NAME", "name"),
        ("SUBSCRIPT", "operation"),
        ("TRIM", "operation"),
        ("QUOTE_END", "quotes"),
        ("QUOTED_BRACE_END", "quoted_braces"),
        ("REPLACE_END", "replaced"),
        ("BRACE_END", "braces"),
        ("QUOTE_OPEN", "word"),
        ("", "text"),
    ),
    "arithmetic": (("NUMBER", "operand"), ("", "operator")),
}


def mode_names(grammar: str) -> list[str]:
    """The modes of a grammar in the order of their numbers."""
    return list(dict.fromkeys(mode for _, mode in MODES[grammar]))


def state_mode(grammar: str, accepted: set[str]) -> int:
    """The mode of a state that accepts these terminals."""
    for terminals, mode in MODES[grammar]:
        if accepted.issuperset(terminals.split()):
            return mode_names(grammar).index(mode)
    raise AssertionError(accepted)
