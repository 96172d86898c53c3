"""`oilgg --tool aws` against a server that speaks for Amazon, and a run on the function that it makes."""

from __future__ import annotations

import json
import os
import posix
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from oilgg.engine import bundle
from oilgg.store.s3 import client
from oilgg.tools.aws import USAGE, aws_tool
from oilgg.worker.view import probe
from tests.engine.remote import Remote, processes, wait_until
from tests.store.test_exchange import noise

pytestmark = pytest.mark.slow


def run(*args: str) -> tuple[int, str, str]:
    """Status, output and complaints of the tool."""
    out: list[str] = []
    err: list[str] = []
    return aws_tool(list(args), out.append, err.append), "".join(out), "".join(err)


@pytest.fixture
def here(aws: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Amazon is on loopback."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws)
    monkeypatch.setitem(posix.environ, b"AWS_ENDPOINT_URL", aws.encode())
    return aws


def test_wrong_calls():
    assert run("--help") == (0, USAGE, "")
    for wrong in ([], ["make"], ["policy"], ["policy", "king"], ["status", "--memory", "much"], ["status", "--name"],
                  ["destroy"], ["status", "--name", "a/b"], ["bootstrap", "--fast"]):  # fmt: skip
        status, out, err = run(*wrong)
        assert (status, out) == (2, "") and err.startswith("oilgg: aws: ")


def test_policies_name_one_bucket_and_one_function():
    for kind in ("worker", "user", "owner"):
        status, out, _err = run("policy", kind, "--account", "123", "--region", "eu-west-1")
        assert status == 0
        for statement in json.loads(out)["Statement"]:
            assert "*" not in statement["Action"] and "*" not in statement["Resource"]
            assert all("123" in one for one in statement["Resource"])
    worker = json.loads(run("policy", "worker", "--account", "123")[1])
    actions = {action for statement in worker["Statement"] for action in statement["Action"]}
    assert actions == {"s3:GetObject", "s3:PutObject", "s3:ListBucket", "logs:CreateLogStream", "logs:PutLogEvents"}


def test_bootstrap_status_destroy(here):
    assert run("status", "--name", "first")[0] == 1
    status, out, err = run("bootstrap", "--name", "first", "--memory", "512", "--expiry", "7")
    assert (status, err) == (0, "")
    assert "function first made: 512 MB, 900 s" in out and "--engine lambda:first@us-east-1" in out
    status, out, _err = run("status", "--name", "first")
    assert status == 0, out
    assert f"function first: active, 512 MB, 900 s, {bundle.runtime()}, code up to date\n" in out
    assert "objects go after 7 days\n" in out
    again = run("bootstrap", "--name", "first", "--memory", "1024")
    assert again[0] == 0 and "settings changed" in again[1] and "made" not in again[1]
    assert "1024 MB" in run("status", "--name", "first")[1]
    s3 = client("s3", "us-east-1", here)
    (name,) = [one["Name"] for one in s3.list_buckets()["Buckets"] if one["Name"].startswith("first-")]
    assert s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]["BlockPublicPolicy"]
    s3.put_object(Bucket=name, Key="main/o/aa/bb", Body=b"x")
    status, out, _err = run("destroy", "--yes", "--name", "first")
    assert status == 0 and f"bucket {name} kept" in out
    status, out, _err = run("destroy", "--yes", "--data", "--name", "first")
    assert status == 0 and f"bucket {name} removed" in out
    assert run("status", "--name", "first")[0] == 1
    assert name not in [one["Name"] for one in s3.list_buckets()["Buckets"]]
    s3.close()


def test_an_old_function_is_brought_up_to_date(here):
    run("bootstrap", "--name", "second")
    functions = client("lambda", "us-east-1", here)
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("old.py", "")
    functions.update_function_code(FunctionName="second", ZipFile=buffer.getvalue())
    functions.close()
    status, out, _err = run("status", "--name", "second")
    assert status == 1 and "code of another version of oilgg" in out
    assert "code brought up to date" in run("bootstrap", "--name", "second")[1]
    assert run("status", "--name", "second")[0] == 0
    run("destroy", "--yes", "--data", "--name", "second")


def test_the_template_makes_the_same(here, tmp_path):
    assert run("bundle", str(tmp_path / "worker.zip"))[0] == 0
    assert (tmp_path / "worker.zip").read_bytes() == bundle.build()
    s3 = client("s3", "us-east-1", here)
    s3.create_bucket(Bucket="code")
    s3.put_object(Bucket="code", Key="worker.zip", Body=bundle.build())
    status, out, _err = run("template", "--name", "third")
    assert status == 0
    formation = client("cloudformation", "us-east-1", here)
    values = {"CodeBucket": "code", "CodeKey": "worker.zip"}
    parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()]
    formation.create_stack(
        StackName="third", TemplateBody=out, Parameters=parameters, Capabilities=["CAPABILITY_NAMED_IAM"]
    )
    formation.get_waiter("stack_create_complete").wait(StackName="third", WaiterConfig={"Delay": 1})
    formation.close()
    functions = client("lambda", "us-east-1", here)
    found = functions.get_function_configuration(FunctionName="third")
    functions.close()
    account = found["FunctionArn"].split(":")[4]
    assert found["Handler"] == bundle.HANDLER and found["Timeout"] == 900
    variables = found["Environment"]["Variables"]
    assert variables["OILGG_BUCKET"] == f"s3://third-{account}-us-east-1/main?region=us-east-1"
    assert f"third-{account}-us-east-1" in [one["Name"] for one in s3.list_buckets()["Buckets"]]
    s3.close()


def test_expired_credentials(monkeypatch, proxy):
    from tests.cloud.servers import Answer

    monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
    proxy.fault = lambda _method, path: Answer(403, "ExpiredTokenException") if path.startswith("/2015") else None
    status, out, err = run("status")
    assert (status, out) == (1, "") and err == "oilgg: aws: the AWS credentials have expired; log in again\n"


@pytest.mark.skipif(not probe().overlay, reason="no sealed view here")
def test_a_run_on_the_function_that_it_makes(here, tmp_path: Path, runtime: Path):
    assert run("bootstrap", "--name", "fourth")[0] == 0
    r = Remote("lambda:fourth@us-east-1", str(tmp_path))
    try:
        data = noise(2_000_000)
        result = r.run(r.request("cat in in >out; echo said", {"in": data}, ["out"]))
        assert result.reply is not None and result.reply.result.stdout.data == b"said\n", result
        assert r.read(result, "out") == data * 2
    finally:
        r.close()
        wait_until(lambda: not processes(str(tmp_path / "store")), "the end of the engine process")
        run("destroy", "--yes", "--data", "--name", "fourth")


def test_the_bundle_runs_without_the_rest_of_oilgg(worker_bundle: Path):
    code = "import oilgg.engine.lambda_worker as w, oilgg.engine.worker_process, sys; print(w.__file__)"
    out = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = [{str(worker_bundle)!r}]; {code}"],
        capture_output=True, text=True, check=True, cwd="/", env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert out.stdout.startswith(str(worker_bundle))
