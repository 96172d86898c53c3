"""`oilgg --tool aws`: what oilgg needs on AWS is made, looked at and removed."""

from __future__ import annotations

import posix

from oilgg.engine.aws_documents import (
    DISK_MB,
    EXPIRY_DAYS,
    MEMORY_MB,
    TIMEOUT_S,
    Plan,
    owner_policy,
    template,
    user_policy,
    worker_policy,
)
from oilgg.engine.aws_setup import Setup
from oilgg.errors import OilggError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[[str], object]

USAGE = f"""\
Usage: oilgg --tool aws bootstrap [OPTION...]
       oilgg --tool aws status [--name NAME] [--region REGION]
       oilgg --tool aws destroy --yes [--data] [--name NAME] [--region REGION]
       oilgg --tool aws policy worker|user|owner [--account NUMBER] [OPTION...]
       oilgg --tool aws template [OPTION...]
       oilgg --tool aws bundle FILE

bootstrap  make or bring up to date: the function NAME, a bucket, a role with least rights, a log
status     say what is there; status 1 if something is missing or old
destroy    remove function, role and log, with --data the bucket as well
policy     print what a worker may do, what who runs scripts needs, what bootstrap and destroy need
template   print a CloudFormation template that makes the same (with the bundle in a bucket)
bundle     write the worker's code as a zip

      --name NAME        of the function (oilgg)
      --region REGION    ($AWS_REGION, $AWS_DEFAULT_REGION, us-east-1)
      --memory MB        of the function ({MEMORY_MB}: one processor)
      --timeout SECONDS  of an invocation ({TIMEOUT_S})
      --disk MB          of a worker ({DISK_MB})
      --expiry DAYS      after which objects go ({EXPIRY_DAYS})
      --concurrency N    reserved for the function (none)

Credentials come from where AWS's own tools have them. Then: oilgg --engine lambda:NAME@REGION script.sh
"""
_NUMBERS = {
    "--memory": MEMORY_MB,
    "--timeout": TIMEOUT_S,
    "--disk": DISK_MB,
    "--expiry": EXPIRY_DAYS,
    "--concurrency": 0,
}
_FLAGS = ("--yes", "--data")
_VERBS = ("bootstrap", "status", "destroy", "policy", "template", "bundle")
_POLICIES = {"worker": worker_policy, "user": user_policy, "owner": owner_policy}


class _UsageError(Exception):
    """The arguments make no sense; the text says why."""


def aws_tool(args: list[str], write: Write, complain: Write) -> int:
    """Run the verb in `args`. The exit status: 2 for a wrong call, 1 where something failed or is missing."""
    if args in (["--help"], ["-h"]):
        write(USAGE)
        return 0
    try:
        words, plan, flags = _parse(args)
        return _run(words, plan, flags, write)
    except _UsageError as error:
        complain(f"oilgg: aws: {error}\n{USAGE}")
        return 2
    except (OilggError, OSError) as error:
        complain(f"oilgg: aws: {error}\n")
        return 1


def main(arguments: list[str]) -> int:
    """The verb on its own: text to stdout, complaints to stderr."""
    return aws_tool(arguments, lambda text: _say(1, text), lambda text: _say(2, text))


def _say(fd: int, text: str) -> None:
    posix.write(fd, text.encode("utf-8", "surrogateescape"))


def _parse(args: list[str]) -> tuple[list[str], Plan, set[str]]:
    region = (posix.environ.get(b"AWS_REGION") or posix.environ.get(b"AWS_DEFAULT_REGION") or b"us-east-1").decode()
    texts = {"--name": "oilgg", "--region": region, "--account": ""}
    numbers = dict(_NUMBERS)
    flags: set[str] = set()
    words: list[str] = []
    rest = iter(args)
    for arg in rest:
        name, equals, value = arg.partition("=")
        if name in texts or name in numbers:
            value = value if equals else next(rest, "")
            if not value:
                raise _UsageError(f"{name} needs a value")
            if name in texts:
                texts[name] = value
            elif value.isdecimal():
                numbers[name] = int(value)
            else:
                raise _UsageError(f"{value}: not a number")
        elif arg in _FLAGS:
            flags.add(arg)
        elif arg.startswith("-"):
            raise _UsageError(f"{arg}: no such option")
        else:
            words.append(arg)
    if not words or words[0] not in _VERBS:
        raise _UsageError(f"say {', '.join(_VERBS[:-1])} or {_VERBS[-1]}")
    if len(words) != (2 if words[0] in ("policy", "bundle") else 1):
        raise _UsageError(f"{' '.join(words)}: too few or too many words")
    if not texts["--name"].replace("-", "").isalnum():
        raise _UsageError(f"{texts['--name']}: a name consists of letters, digits and -")
    plan = Plan(
        texts["--name"],
        texts["--region"],
        texts["--account"],
        numbers["--memory"],
        numbers["--timeout"],
        numbers["--disk"],
        numbers["--expiry"],
        numbers["--concurrency"],
    )
    return words, plan, flags


def _run(words: list[str], plan: Plan, flags: set[str], write: Write) -> int:
    from json import dumps

    verb = words[0]
    if verb == "policy":
        if words[1] not in _POLICIES:
            raise _UsageError(f"{words[1]}: not worker, user or owner")
        plan.account = plan.account or "ACCOUNT"
        write(dumps(_POLICIES[words[1]](plan), indent=2) + "\n")
        return 0
    if verb == "template":
        write(dumps(template(plan), indent=2) + "\n")
        return 0
    if verb == "bundle":
        from oilgg.engine.bundle import build

        with open(words[1], "wb") as file:
            file.write(build())
        return 0
    if verb == "destroy" and "--yes" not in flags:
        raise _UsageError(f"this removes the function {plan.name} and its role for good; say --yes")
    setup = Setup(plan, lambda text: write(text + "\n"))
    try:
        if verb == "bootstrap":
            setup.make()
        elif verb == "destroy":
            setup.remove("--data" in flags)
        elif not setup.look():
            return 1
    finally:
        setup.close()
    return 0
