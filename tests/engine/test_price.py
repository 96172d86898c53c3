"""What a run on AWS costs, and what a budget allows."""

from __future__ import annotations

import pytest

from oilgg.engine.aws_lambda import Pace, parse_address
from oilgg.engine.price import Account, estimate, invocation_usd, usd_text
from oilgg.errors import EngineError


def test_prices():
    assert invocation_usd(1.0, 1024) == pytest.approx(0.0000168667)
    assert invocation_usd(1.0, 1024, "arm64") < invocation_usd(1.0, 1024)
    assert (usd_text(0.00421), usd_text(3.171)) == ("$0.0042", "$3.17")


def test_what_is_on_its_way_counts():
    account = Account(0.0001, 1024)
    sent = []
    while account.allows(1.0):
        sent.append(account.sent(1.0))
    assert len(sent) == 5
    for expected in sent:
        account.let_go(expected)
        account.pay(0.5)
    assert account.allows(1.0) and account.text() == "5 invocations, 2.5 s, about $0.0000 of $0.0001"


def test_estimates():
    assert estimate(["local", "reapi:grpc://h:1"], [1.0]) == ""
    text = estimate(["lambda:f@eu-west-1?budget=1"], [0.0, 2.0, 2.0])
    assert text == (
        "oilgg: 3 commands would go to lambda:f@eu-west-1 for about $0.0001 (1769 MB); "
        "1 of them were never measured and are taken for 1 s\n"
    )


def test_addresses():
    assert parse_address("lambda:f") == ("f", "", 0.0, "")
    assert parse_address("lambda:f?relay=host.example:8790") == ("f", "", 0.0, "host.example:8790")
    assert parse_address("lambda:f@eu-west-1?budget=2.5&run=7") == ("f", "eu-west-1", 2.5, "")
    for wrong in ("lambda:", "lambda:a b", "lambda:f?colour=red", "lambda:f?budget=much"):
        with pytest.raises(EngineError):
            parse_address(wrong)


def test_the_pace_is_halved_and_grows_again():
    pace = Pace(100)
    assert pace.limit == 64
    pace.in_flight = 64
    for _ in range(64):
        pace.leave(True)
    assert pace.throttled == 64 and 40 < pace.limit < 50  # one burst is one message
    before = pace.limit
    pace.in_flight = int(before)
    pace.leave(False)
    assert before < pace.limit < before + 1
