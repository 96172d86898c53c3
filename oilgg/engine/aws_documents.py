"""What oilgg needs on AWS, as Amazon's own documents say it: names, policies, rules, and a CloudFormation template."""

from __future__ import annotations

from oilgg.engine import bundle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Document = dict[str, Any]

VERSION = "2012-10-17"
MEMORY_MB = 1769
"""With that much memory a function has one whole processor."""
TIMEOUT_S = 900
DISK_MB = 2048
EXPIRY_DAYS = 30
LOG_DAYS = 14
NAMESPACE = "main"


class Plan:
    """The names and sizes of what is made."""

    def __init__(
        self,
        name: str = "oilgg",
        region: str = "us-east-1",
        account: str = "",
        memory_mb: int = MEMORY_MB,
        timeout_s: int = TIMEOUT_S,
        disk_mb: int = DISK_MB,
        expiry_days: int = EXPIRY_DAYS,
        concurrency: int = 0,
    ) -> None:
        self.name = name
        self.region = region
        self.account = account
        self.memory_mb = memory_mb
        self.timeout_s = timeout_s
        self.disk_mb = disk_mb
        self.expiry_days = expiry_days
        self.concurrency = concurrency

    @property
    def role(self) -> str:
        """The name of the function's role."""
        return f"{self.name}-worker"

    @property
    def bucket(self) -> str:
        """The name of the bucket; those are the world's, so account and region are in it."""
        return f"{self.name}-{self.account}-{self.region}".lower()

    @property
    def function_arn(self) -> str:
        """The full name of the function."""
        return f"arn:aws:lambda:{self.region}:{self.account}:function:{self.name}"

    @property
    def log_group(self) -> str:
        """Where the function's output goes."""
        return f"/aws/lambda/{self.name}"

    def bucket_url(self, endpoint: str = "") -> str:
        """The bucket as the function and the engine open it."""
        return f"s3://{self.bucket}/{NAMESPACE}?region={self.region}" + (f"&endpoint={endpoint}" if endpoint else "")


def trust_policy() -> Document:
    """Who may take the role of a worker: functions."""
    principal = {"Service": "lambda.amazonaws.com"}
    return {
        "Version": VERSION,
        "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}],
    }


def worker_policy(plan: Plan) -> Document:
    """What a worker may do: read and write objects of one namespace of one bucket, and write its own log."""
    logs = f"arn:aws:logs:{plan.region}:{plan.account}:log-group:{plan.log_group}"
    return {
        "Version": VERSION,
        "Statement": [
            _allow([f"arn:aws:s3:::{plan.bucket}/{NAMESPACE}/*"], "s3:GetObject", "s3:PutObject"),
            # Without it S3 says "forbidden" of what is not there.
            _allow([f"arn:aws:s3:::{plan.bucket}"], "s3:ListBucket"),
            _allow([logs, logs + ":*"], "logs:CreateLogStream", "logs:PutLogEvents"),
        ],
    }


def user_policy(plan: Plan) -> Document:
    """What whoever runs scripts needs: call the function, read and write the bucket."""
    return {
        "Version": VERSION,
        "Statement": [
            _allow([plan.function_arn], "lambda:InvokeFunction", "lambda:GetFunctionConfiguration"),
            _allow([f"arn:aws:s3:::{plan.bucket}/{NAMESPACE}/*"], "s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
            _allow([f"arn:aws:s3:::{plan.bucket}"], "s3:ListBucket"),
        ],
    }


def owner_policy(plan: Plan) -> Document:
    """What `bootstrap`, `status` and `destroy` need."""
    role = f"arn:aws:iam::{plan.account}:role/{plan.role}"
    s3 = ["CreateBucket", "DeleteBucket", "ListBucket", "PutBucketPolicy", "PutBucketPublicAccessBlock"]
    s3 += ["PutEncryptionConfiguration", "PutLifecycleConfiguration", "GetLifecycleConfiguration", "DeleteObject"]
    functions = ["CreateFunction", "DeleteFunction", "GetFunctionConfiguration", "UpdateFunctionCode"]
    functions += ["UpdateFunctionConfiguration", "PutFunctionEventInvokeConfig", "PutFunctionConcurrency"]
    roles = ("CreateRole", "DeleteRole", "GetRole", "PutRolePolicy", "DeleteRolePolicy", "PassRole")
    logs = ("CreateLogGroup", "PutRetentionPolicy", "DeleteLogGroup")
    group = f"arn:aws:logs:{plan.region}:{plan.account}:log-group:{plan.log_group}"
    return {
        "Version": VERSION,
        "Statement": [
            _allow([f"arn:aws:s3:::{plan.bucket}", f"arn:aws:s3:::{plan.bucket}/*"], *[f"s3:{one}" for one in s3]),
            _allow([plan.function_arn], *[f"lambda:{one}" for one in functions]),
            _allow([role], *[f"iam:{one}" for one in roles]),
            _allow([group, group + ":*"], *[f"logs:{one}" for one in logs]),
        ],
    }


def _allow(resources: list[str], *actions: str) -> Document:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resources}


def bucket_policy(plan: Plan) -> Document:
    """Nobody talks to the bucket without TLS."""
    return {
        "Version": VERSION,
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{plan.bucket}", f"arn:aws:s3:::{plan.bucket}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }


def lifecycle(plan: Plan) -> Document:
    """When what is in the bucket goes by itself."""
    return {
        "Rules": [
            {
                "ID": "oilgg-expiry",
                "Status": "Enabled",
                "Filter": {"Prefix": ""},
                "Expiration": {"Days": plan.expiry_days},
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
            }
        ]
    }


PUBLIC_BLOCK = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)


def template(plan: Plan) -> Document:
    """The same as a CloudFormation template. The bundle has to lie in a bucket: parameters CodeBucket and CodeKey."""

    def sub(text: str) -> Document:
        return {"Fn::Sub": text}

    symbolic = Plan(plan.name, "${AWS::Region}", "${AWS::AccountId}")
    policy = worker_policy(symbolic)
    for statement in policy["Statement"]:
        statement["Resource"] = [sub(one) for one in statement["Resource"]]
    tls = bucket_policy(symbolic)
    tls["Statement"][0]["Resource"] = [sub(one) for one in tls["Statement"][0]["Resource"]]
    rule = lifecycle(plan)["Rules"][0]
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Workers of oilgg: a function, its bucket and its role",
        "Parameters": {"CodeBucket": {"Type": "String"}, "CodeKey": {"Type": "String"}},
        "Resources": {
            "Bucket": {
                "Type": "AWS::S3::Bucket",
                "Properties": {
                    "BucketName": sub(
                        symbolic.bucket.replace("${aws::region}", "${AWS::Region}").replace(
                            "${aws::accountid}", "${AWS::AccountId}"
                        )
                    ),
                    "PublicAccessBlockConfiguration": PUBLIC_BLOCK,
                    "BucketEncryption": {
                        "ServerSideEncryptionConfiguration": [
                            {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
                        ]
                    },
                    "LifecycleConfiguration": {
                        "Rules": [
                            {
                                "Id": rule["ID"],
                                "Status": "Enabled",
                                "ExpirationInDays": plan.expiry_days,
                                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
                            }
                        ]
                    },
                },
            },
            "BucketPolicy": {
                "Type": "AWS::S3::BucketPolicy",
                "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": tls},
            },
            "Logs": {
                "Type": "AWS::Logs::LogGroup",
                "Properties": {"LogGroupName": plan.log_group, "RetentionInDays": LOG_DAYS},
            },
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": plan.role,
                    "AssumeRolePolicyDocument": trust_policy(),
                    "Policies": [{"PolicyName": "oilgg-worker", "PolicyDocument": policy}],
                },
            },
            "Function": {
                "Type": "AWS::Lambda::Function",
                "DependsOn": ["Logs"],
                "Properties": {
                    "FunctionName": plan.name,
                    "Runtime": bundle.runtime(),
                    "Architectures": [bundle.architecture()],
                    "Handler": bundle.HANDLER,
                    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Code": {"S3Bucket": {"Ref": "CodeBucket"}, "S3Key": {"Ref": "CodeKey"}},
                    "MemorySize": plan.memory_mb,
                    "Timeout": plan.timeout_s,
                    "EphemeralStorage": {"Size": plan.disk_mb},
                    "Environment": {
                        "Variables": {
                            "OILGG_BUCKET": sub(f"s3://${{Bucket}}/{NAMESPACE}?region=${{AWS::Region}}"),
                        }
                    },
                },
            },
        },
        "Outputs": {"Engine": {"Value": f"lambda:{plan.name}"}, "Bucket": {"Value": {"Ref": "Bucket"}}},
    }
