"""What oilgg needs on AWS: a function, a bucket, a role with least rights, logs that are not kept for ever.

`Setup` makes, looks at and removes them through Amazon's own API (`aws_documents.template` says the same to
CloudFormation). Each step looks first, so that making again mends what is missing and changes what is old.
"""

from __future__ import annotations

import posix
import time

from oilgg.engine import bundle
from oilgg.engine.aws_documents import (
    LOG_DAYS,
    PUBLIC_BLOCK,
    bucket_policy,
    lifecycle,
    trust_policy,
    worker_policy,
)
from oilgg.errors import EngineError
from oilgg.store.s3 import EXPIRED, client, code_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.engine.aws_documents import Document, Plan

ROLE_PATIENCE_S = 60.0
ABSENT = frozenset(
    {"NoSuchEntity", "ResourceNotFoundException", "NoSuchBucket", "404", "NoSuchLifecycleConfiguration", "NotFound"}
)


class Setup:
    """Makes, looks at and removes what a plan says; `say` gets a line for each step. Raises EngineError."""

    def __init__(self, plan: Plan, say: Callable[[str], object]) -> None:
        self.plan = plan
        self.say = say
        self._clients: dict[str, Any] = {}
        plan.account = plan.account or str(self.call("sts", "get_caller_identity")["Account"])

    def call(self, service: str, verb: str, **arguments: Any) -> Any:
        """One call of Amazon's API; None where what it is about is not there."""
        from botocore.exceptions import BotoCoreError, ClientError

        if service not in self._clients:
            self._clients[service] = client(service, self.plan.region)
        try:
            return getattr(self._clients[service], verb)(**arguments)
        except ClientError as error:
            code = code_of(error)
            if code in ABSENT:
                return None
            if code in EXPIRED:
                raise EngineError("the AWS credentials have expired; log in again") from None
            raise Refusal(code, f"{service} {verb.replace('_', ' ')}: {error}") from None
        except BotoCoreError as error:
            raise EngineError(f"{service}: {error}") from None

    def close(self) -> None:
        """Let connections go."""
        for one in self._clients.values():
            one.close()

    # -- making ------------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Make what is missing, change what is old."""
        self._make_bucket()
        role = self._make_role()
        self._make_logs()
        self._make_function(role)

    def _make_bucket(self) -> None:
        plan = self.plan
        if not self._has_bucket():
            where = {} if plan.region == "us-east-1" else {"LocationConstraint": plan.region}
            more = {"CreateBucketConfiguration": where} if where else {}
            self.call("s3", "create_bucket", Bucket=plan.bucket, **more)
            self.say(f"bucket {plan.bucket} made")
        from json import dumps

        self.call("s3", "put_public_access_block", Bucket=plan.bucket, PublicAccessBlockConfiguration=PUBLIC_BLOCK)
        rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
        self.call("s3", "put_bucket_encryption", Bucket=plan.bucket, ServerSideEncryptionConfiguration=rules)
        self.call(
            "s3", "put_bucket_lifecycle_configuration", Bucket=plan.bucket, LifecycleConfiguration=lifecycle(plan)
        )
        if not _endpoint("S3").startswith("http://"):
            self.call("s3", "put_bucket_policy", Bucket=plan.bucket, Policy=dumps(bucket_policy(plan)))
        self.say(f"bucket {plan.bucket}: private, encrypted, objects go after {plan.expiry_days} days")

    def _has_bucket(self) -> bool:
        try:
            return self.call("s3", "head_bucket", Bucket=self.plan.bucket) is not None
        except Refusal as refusal:
            if refusal.code == "403":
                raise EngineError(f"the bucket {self.plan.bucket} belongs to somebody else") from None
            raise

    def _make_role(self) -> str:
        from json import dumps

        plan = self.plan
        found = self.call("iam", "get_role", RoleName=plan.role)
        if found is None:
            document = dumps(trust_policy())
            text = "Workers of oilgg: one bucket and a log"
            found = self.call(
                "iam", "create_role", RoleName=plan.role, AssumeRolePolicyDocument=document, Description=text
            )
            self.say(f"role {plan.role} made")
        policy = dumps(worker_policy(plan))
        self.call("iam", "put_role_policy", RoleName=plan.role, PolicyName="oilgg-worker", PolicyDocument=policy)
        return str(found["Role"]["Arn"])

    def _make_logs(self) -> None:
        group = self.plan.log_group
        try:
            self.call("logs", "create_log_group", logGroupName=group)
        except Refusal as refusal:
            if refusal.code != "ResourceAlreadyExistsException":
                raise
        self.call("logs", "put_retention_policy", logGroupName=group, retentionInDays=LOG_DAYS)

    def _settings(self, role: str) -> Document:
        plan = self.plan
        return {
            "Role": role,
            "Handler": bundle.HANDLER,
            "Runtime": bundle.runtime(),
            "MemorySize": plan.memory_mb,
            "Timeout": plan.timeout_s,
            "EphemeralStorage": {"Size": plan.disk_mb},
            "Environment": {"Variables": {"OILGG_BUCKET": plan.bucket_url(_endpoint("S3"))}},
        }

    def _make_function(self, role: str) -> None:
        plan, code = self.plan, bundle.build()
        settings = self._settings(role)
        found = self.call("lambda", "get_function_configuration", FunctionName=plan.name)
        if found is None:
            self._create_function(settings, code)
            self.say(f"function {plan.name} made: {plan.memory_mb} MB, {plan.timeout_s} s")
        else:
            if found.get("CodeSha256") != bundle.code_hash(code):
                self.call(
                    "lambda", "update_function_code",
                    FunctionName=plan.name, ZipFile=code, Architectures=[bundle.architecture()],
                )  # fmt: skip
                self._wait("function_updated_v2")
                self.say(f"function {plan.name}: code brought up to date")
            if any(found.get(name) != value for name, value in settings.items()):
                self.call("lambda", "update_function_configuration", FunctionName=plan.name, **settings)
                self._wait("function_updated_v2")
                self.say(f"function {plan.name}: settings changed")
        self.call("lambda", "put_function_event_invoke_config", FunctionName=plan.name, MaximumRetryAttempts=0)
        if plan.concurrency:
            self.call(
                "lambda", "put_function_concurrency",
                FunctionName=plan.name, ReservedConcurrentExecutions=plan.concurrency,
            )  # fmt: skip
        self.say(f"use it with --engine lambda:{plan.name}@{plan.region}")

    def _create_function(self, settings: Document, code: bytes) -> None:
        """A role is known everywhere only some seconds after it was made."""
        end = time.monotonic() + ROLE_PATIENCE_S
        while True:
            try:
                self.call(
                    "lambda", "create_function",
                    FunctionName=self.plan.name, Code={"ZipFile": code},
                    Architectures=[bundle.architecture()], **settings,
                )  # fmt: skip
                break
            except Refusal as refusal:
                if refusal.code != "InvalidParameterValueException" or "role" not in str(refusal):
                    raise
                if time.monotonic() > end:
                    raise
                time.sleep(2)
        self._wait("function_active_v2")

    def _wait(self, what: str) -> None:
        from botocore.exceptions import WaiterError

        try:
            self._clients["lambda"].get_waiter(what).wait(FunctionName=self.plan.name)
        except WaiterError as error:
            raise EngineError(f"the function {self.plan.name} does not get ready: {error}") from None

    # -- looking -----------------------------------------------------------------------------------------------------

    def look(self) -> bool:
        """Say what is there; whether all of it is, and as it should be."""
        plan, good = self.plan, True
        found = self.call("lambda", "get_function_configuration", FunctionName=plan.name)
        if found is None:
            self.say(f"function {plan.name}: none")
            good = False
        else:
            current = found.get("CodeSha256") == bundle.code_hash(bundle.build())
            state = str(found.get("State", "Active")).lower()
            age = "up to date" if current else "of another version of oilgg"
            sizes = f"{found.get('MemorySize')} MB, {found.get('Timeout')} s, {found.get('Runtime')}"
            self.say(f"function {plan.name}: {state}, {sizes}, code {age}")
            good = current and state == "active"
        there = self._has_bucket()
        if there:
            rules = self.call("s3", "get_bucket_lifecycle_configuration", Bucket=plan.bucket)
            days = [rule.get("Expiration", {}).get("Days") for rule in (rules or {}).get("Rules", ())]
            self.say(f"bucket {plan.bucket}: " + (f"objects go after {days[0]} days" if days else "objects never go"))
            good = good and bool(days)
        else:
            self.say(f"bucket {plan.bucket}: none")
        role = self.call("iam", "get_role", RoleName=plan.role)
        self.say(f"role {plan.role}: {'there' if role else 'none'}")
        return good and there and role is not None

    # -- removing ----------------------------------------------------------------------------------------------------

    def remove(self, data: bool) -> None:
        """Remove function, role and log; with `data` the bucket and all in it as well."""
        plan = self.plan
        if self.call("lambda", "delete_function", FunctionName=plan.name) is not None:
            self.say(f"function {plan.name} removed")
        self.call("iam", "delete_role_policy", RoleName=plan.role, PolicyName="oilgg-worker")
        if self.call("iam", "delete_role", RoleName=plan.role) is not None:
            self.say(f"role {plan.role} removed")
        self.call("logs", "delete_log_group", logGroupName=plan.log_group)
        if not self._has_bucket():
            return
        if not data:
            self.say(f"bucket {plan.bucket} kept; --data removes it with all in it")
            return
        from oilgg.store.bucket import open_bucket

        bucket, _namespace = open_bucket(plan.bucket_url(_endpoint("S3")))
        bucket.delete([blob.key for blob in bucket.blobs("")])
        bucket.close()
        self.call("s3", "delete_bucket", Bucket=plan.bucket)
        self.say(f"bucket {plan.bucket} removed")


class Refusal(EngineError):
    """Amazon's API did not do something; `code` is its own word for why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def _endpoint(service: str) -> str:
    """Another address of a service, as AWS's own tools take it from the environment."""
    for name in (f"AWS_ENDPOINT_URL_{service}", "AWS_ENDPOINT_URL"):
        value = posix.environ.get(name.encode())
        if value:
            return value.decode()
    return ""
