"""What `--help`, `--version` and a wrong option print."""

from __future__ import annotations

from oilgg import __version__

USAGE = """\
Usage:\t{name} [GNU long option] [option] ...
\t{name} [GNU long option] [option] script-file ...
GNU long options:
\t--debug
\t--debugger
\t--dump-po-strings
\t--dump-strings
\t--help
\t--init-file
\t--login
\t--noediting
\t--noprofile
\t--norc
\t--posix
\t--pretty-print
\t--rcfile
\t--restricted
\t--verbose
\t--version
Shell options:
\t-ilrsD or -c command or -O shopt_option\t\t(invocation only)
\t-abefhkmnptuvxBCEHPT or -o option
"""

OWN = """\
oilgg's own options:
\t--engine=SPEC[,SPEC]\trun commands elsewhere: lambda:FUNCTION[@REGION] (AWS), reapi:grpc://HOST:PORT (Remote
\t\t\t\tExecution API), dask:tls://HOST:PORT, loopback (to try it), and with local here as well
\t--budget=USD\t\twhat a run may cost there; commands run here when it is used up
\t--verify=N%\t\trun N % of what was run elsewhere here as well, and compare
\t--secrets=NAME[,NAME]\tvariables (also `*_TOKEN') that must not be kept or sent: what stands on them runs in place
\t-j N, --jobs=N\t\tcommands at the same time (default: one a core), those of a `make -j' among them included
\t--load=N\t\tstart none beside others while the load of the machine is N or more
\t--timeout=DURATION\tend each program that takes longer (30, 5m, 1h), with status 124
\t--fail-fast\t\tunder `set -e', kill what runs behind a command as soon as that fails
\t--keep-going\t\tunder `set -e', run to the end what does not need a command that failed, and tell of all failures
\t--no-lower\t\trun every command in place, in order, as bash does
\t--no-quick\t\tlower and keep short commands as well, even in a short script
\t--learn\t\t\ttrace commands without annotation, so that later runs can reuse them
\t--check\t\t\ttrace commands with annotation, to find what these leave out
\t--explain\t\tsay for each command why it was or wasn't run out of order or reused
\t--dry-run\t\tsay what would run, run nothing
\t--status=log|line|none\twhat to show of the run: a closing summary, a line on a terminal, nothing
\t--store=DIR\t\twhere results are kept for the next run
\t--share=URL\t\tuse and give results with others: s3://BUCKET/NAMESPACE or file:///FOLDER; ?mode=read only to use
\t--view=VIEW\t\twhere commands run: auto, overlay, operand, plain
\t--detach\t\trun apart from the terminal; prints the number of the run
\t--attach [ID]\t\tshow such a run until it ends, with its status; Ctrl-C leaves it (`--tool jobs' lists and ends them)
\t--tool NAME ARG...\ta tool; `--tool doctor' says what works on this machine, `--tool --help' which others there are
"""


def usage(name: str) -> str:
    """What bash prints after a wrong option, without the last newline."""
    return USAGE.format(name=name)[:-1]


def hint(name: str) -> str:
    """The line after it."""
    return f"\nTry `{name} --help' for oilgg's own options."


def help_text(name: str) -> str:
    """The text of `--help`."""
    return f"oilgg, version {__version__}: runs bash scripts out of order, leaves the same bytes\n" + (
        USAGE.format(name=name)
        + OWN
        + f'Type `{name} -c "help set"\' for more information about shell options.\n'
        + f"Type `{name} -c help' for more information about shell builtin commands.\n"
    )


def version() -> str:
    """The text of `--version`."""
    return f"oilgg, version {__version__} (bash 5.2)\n"
