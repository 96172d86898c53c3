"""What a run on AWS costs: as it goes, and before it starts.

Prices are those of us-east-1, in US dollars, without taxes and without the free tier; they are there to steer by, the
bill is Amazon's.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

GB_SECOND = {"x86_64": 0.0000166667, "arm64": 0.0000133334}
INVOCATION = 0.20 / 1e6
S3_PUT = 0.005 / 1e3
S3_GET = 0.0004 / 1e3
OUT_GB = 0.09
LEAST_S = 0.001
UNKNOWN_S = 1.0
"""What a command is taken for whose time nobody has measured."""


def invocation_usd(seconds: float, memory_mb: int, architecture: str = "x86_64") -> float:
    """One invocation of a function with that memory."""
    return INVOCATION + max(LEAST_S, seconds) * memory_mb / 1024 * GB_SECOND.get(architecture, GB_SECOND["x86_64"])


def transfer_usd(puts: int, gets: int, out_bytes: int) -> float:
    """Requests to S3, and bytes that leave Amazon's network."""
    return puts * S3_PUT + gets * S3_GET + out_bytes / 1e9 * OUT_GB


def usd_text(amount: float) -> str:
    """An amount for people: "$0.0042", "$3.17"."""
    return f"${amount:.2f}" if amount >= 1 else f"${amount:.4f}"


class Account:
    """What a run has spent, what is on its way, and what it may spend (`budget_usd`, 0 for no limit)."""

    __slots__ = ("architecture", "budget_usd", "invocations", "memory_mb", "on_its_way_usd", "seconds", "spent_usd")

    def __init__(self, budget_usd: float = 0.0, memory_mb: int = 1769, architecture: str = "x86_64") -> None:
        self.budget_usd = budget_usd
        self.memory_mb = memory_mb
        self.architecture = architecture
        self.spent_usd = 0.0
        self.on_its_way_usd = 0.0
        self.invocations = 0
        self.seconds = 0.0

    def estimate(self, expected_s: float) -> float:
        """What a request that takes about `expected_s` (0: unknown) will cost."""
        return invocation_usd(expected_s or UNKNOWN_S, self.memory_mb, self.architecture)

    def allows(self, expected_s: float) -> bool:
        """Whether one more such request stays within the budget, with all that is on its way."""
        if not self.budget_usd:
            return True
        return self.spent_usd + self.on_its_way_usd + self.estimate(expected_s) <= self.budget_usd

    def sent(self, expected_s: float) -> float:
        """A request is on its way; what it is expected to cost, for `let_go`."""
        amount = self.estimate(expected_s)
        self.on_its_way_usd += amount
        return amount

    def let_go(self, expected_usd: float) -> None:
        """It is no longer on its way."""
        self.on_its_way_usd = max(0.0, self.on_its_way_usd - expected_usd)

    def pay(self, seconds: float) -> None:
        """An invocation is over, after `seconds` that are billed."""
        self.spent_usd += invocation_usd(seconds, self.memory_mb, self.architecture)
        self.invocations += 1
        self.seconds += seconds

    def add(self, amount_usd: float) -> None:
        """Something else was paid for."""
        self.spent_usd += amount_usd

    def text(self) -> str:
        """One line for people."""
        spent = f"{self.invocations} invocations, {self.seconds:.1f} s, about {usd_text(self.spent_usd)}"
        return f"{spent} of {usd_text(self.budget_usd)}" if self.budget_usd else spent


def estimate(engines: Sequence[str], seconds: Sequence[float]) -> str:
    """What commands that take so long (0: unknown) would cost at `engines`, in a line; "" where nothing costs."""
    name = next((one.partition("?")[0] for one in engines if one.startswith("lambda:")), "")
    if not name:
        return ""
    account = Account()
    amount = sum([account.estimate(one) for one in seconds])
    unknown = len([one for one in seconds if not one])
    guess = f"; {unknown} of them were never measured and are taken for {UNKNOWN_S:g} s" if unknown else ""
    count = f"{len(seconds)} command{'s' if len(seconds) != 1 else ''}"
    return f"oilgg: {count} would go to {name} for about {usd_text(amount)} ({account.memory_mb} MB){guess}\n"
