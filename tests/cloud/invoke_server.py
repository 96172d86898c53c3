"""A small AWS Lambda: the Invoke API in front, the Runtime API behind, AWS's own runtime client in each worker.

    python -m tests.cloud.invoke_server PORT FUNCTION BUNDLE_FOLDER [name=value…]

It starts a worker for each invocation that finds none idle, up to `concurrency`; more are throttled. `timeout` seconds
are a worker's limit, `duplicate=1` runs every event on two workers, `stub=S` has no workers at all: every event is
answered after S seconds, as if its command had said nothing. What `PUT /control` brings is more of that. Ends with its
parent; what it started ends with it.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import signal
import sys
import tempfile
from typing import Any

LIMIT_BYTES = 6 * 1024 * 1024
NEXT = "/2018-06-01/runtime/invocation/next"


def stub_answer() -> bytes:
    """What a worker says of a command that ran well and left nothing."""
    from oilgg.engine.payload import Numbers, encode_parcels, encode_places, write_answer
    from oilgg.thunk.ir import Result
    from oilgg.worker.request import Reply

    parts = (Reply(Result((0,))).encoded(), encode_places({}), encode_parcels({}), Numbers(1.0, 1769).encoded())
    return json.dumps(write_answer(b"done", *parts)).encode()


STUB = stub_answer()


class Worker:
    """An environment of the function: a process, and the request of it that waits for an event."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.process: asyncio.subprocess.Process | None = None
        self.waiting: asyncio.Future[tuple[str, bytes]] | None = None
        self.event = ""


class Invocation:
    """An event, and what will become of it: (status, error kind, body)."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.answer: asyncio.Future[tuple[str, bytes]] = asyncio.get_running_loop().create_future()


class Server:
    """The whole service for one function."""

    def __init__(self, port: int, function: str, bundle: str, settings: dict[str, str]) -> None:
        self.port = port
        self.host = os.environ.get("TEST_HOST", "127.0.0.1")
        self.spaces = [name for name in os.environ.get("TEST_SPACES", "").split(",") if name]
        self.function = function
        self.bundle = bundle
        self.settings: dict[str, float] = {"concurrency": 8, "timeout": 900, "duplicate": 0, "memory": 1769, "stub": 0}
        self.environment = {}
        for name, value in settings.items():
            if name in self.settings:
                self.settings[name] = float(value)
            else:
                self.environment[name] = value
        self.workers: list[Worker] = []
        self.idle: list[Worker] = []
        self.invocations: dict[str, Invocation] = {}
        self.counts = {"invocations": 0, "throttled": 0, "started": 0, "running": 0, "most": 0}
        self.folder = tempfile.TemporaryDirectory(prefix="oilgg-lambda-")
        self.serial = 0
        self.starting: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Until killed."""
        server = await asyncio.start_server(self.connection, self.host, self.port, backlog=1024, limit=16 << 20)
        async with server:
            await server.serve_forever()

    async def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The requests of one connection, one after the other."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, path, _version = head[0].split(" ")
                headers = {
                    k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)
                }
                if headers.get("expect", "").lower() == "100-continue":
                    writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                if headers.get("transfer-encoding") == "chunked":
                    body = await self.chunks(reader)
                else:
                    body = await reader.readexactly(int(headers.get("content-length", "0")))
                status, more, data = await self.handle(method, path, headers, body, reader)
                lines = [
                    f"HTTP/1.1 {status} X",
                    f"Content-Length: {len(data)}",
                    *[f"{k}: {v}" for k, v in more.items()],
                ]
                writer.write("\r\n".join([*lines, "", ""]).encode() + data)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            pass
        finally:
            writer.close()

    async def chunks(self, reader: asyncio.StreamReader) -> bytes:
        """A chunked body."""
        found = []
        while size := int(await reader.readline(), 16):
            found.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        return b"".join(found)

    async def handle(
        self, method: str, path: str, headers: dict[str, str], body: bytes, reader: asyncio.StreamReader
    ) -> tuple[int, dict[str, str], bytes]:
        """One request."""
        if path == "/control":
            self.settings.update(json.loads(body or b"{}"))
            alive = [worker.process for worker in self.workers if worker.process is not None]
            pids = [process.pid for process in alive if process.returncode is None]
            return 200, {}, json.dumps({**self.counts, "pids": pids}).encode()
        if path.startswith("/worker/"):
            _, _, number, rest = path.split("/", 3)
            return await self.runtime(self.workers[int(number)], "/" + rest, body)
        if path.startswith(f"/2015-03-31/functions/{self.function}"):
            if path.endswith("/invocations"):
                return await self.invoke(body)
            if path.endswith("/configuration"):
                return 200, {}, json.dumps(self.configuration()).encode()
        return 404, {"x-amzn-errortype": "ResourceNotFoundException"}, b'{"Message":"Function not found","Type":"User"}'

    def configuration(self) -> dict[str, Any]:
        """What GetFunctionConfiguration says."""
        return {
            "FunctionName": self.function,
            "State": "Active",
            "LastUpdateStatus": "Successful",
            "MemorySize": int(self.settings["memory"]),
            "Timeout": int(self.settings["timeout"]),
            "EphemeralStorage": {"Size": 512},
            "Architectures": ["x86_64"],
            "Environment": {"Variables": self.environment},
        }

    # -- the Invoke API ------------------------------------------------------------------------------------------

    async def invoke(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Run one event."""
        if len(body) > LIMIT_BYTES:
            return 413, {"x-amzn-errortype": "RequestTooLargeException"}, b'{"Message":"too large"}'
        self.counts["invocations"] += 1
        copies = 2 if self.settings["duplicate"] else 1
        if self.counts["running"] + copies > self.settings["concurrency"]:
            self.counts["throttled"] += 1
            return 429, {"x-amzn-errortype": "TooManyRequestsException"}, b'{"Type":"User","message":"Rate Exceeded."}'
        self.counts["running"] += copies
        self.counts["most"] = max(self.counts["most"], self.counts["running"])
        runs = [asyncio.create_task(self.run_once(body)) for _ in range(copies)]
        answers = [await run for run in runs]
        kind, data = answers[-1]
        if not kind and len(data) > LIMIT_BYTES:
            kind, data = "Unhandled", b'{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"too large"}'
        return 200, {"X-Amz-Executed-Version": "$LATEST", **({"X-Amz-Function-Error": kind} if kind else {})}, data

    async def run_once(self, body: bytes) -> tuple[str, bytes]:
        """One event on one worker: (error kind, answer)."""
        if self.settings["stub"]:
            await asyncio.sleep(self.settings["stub"])
            self.counts["running"] -= 1
            return "", STUB
        worker = await self.worker()
        self.serial += 1
        ident = f"{self.serial:032x}"
        invocation = self.invocations[ident] = Invocation(body)
        worker.event = ident
        assert worker.waiting is not None
        worker.waiting.set_result((ident, body))
        worker.waiting = None
        try:
            answer = await asyncio.wait_for(asyncio.shield(invocation.answer), self.settings["timeout"])
            while worker.waiting is None and worker.process is not None and worker.process.returncode is None:
                await asyncio.sleep(0.001)  # whoever gets the answer finds the worker idle
            return answer
        except TimeoutError:
            self.kill(worker)
            text = f"2026-01-01T00:00:00.000Z {ident} Task timed out after {self.settings['timeout']:.2f} seconds"
            return "Unhandled", json.dumps({"errorType": "Sandbox.Timedout", "errorMessage": text}).encode()
        finally:
            self.invocations.pop(ident, None)
            self.counts["running"] -= 1

    async def worker(self) -> Worker:
        """One that waits for an event."""
        while self.idle:
            worker = self.idle.pop()
            if worker.waiting is not None and worker.process is not None and worker.process.returncode is None:
                return worker
        worker = Worker(len(self.workers))
        self.workers.append(worker)
        self.counts["started"] += 1
        place = f"{self.folder.name}/{worker.number}"
        os.mkdir(place)
        environment = {
            **{
                name: value for name, value in os.environ.items() if name.startswith("AWS_") or name in ("PATH", "LANG")
            },
            **self.environment,
            "AWS_LAMBDA_RUNTIME_API": f"{self.host}:{self.port}/worker/{worker.number}",
            "LAMBDA_TASK_ROOT": self.bundle,
            "PYTHONPATH": self.bundle,
            "AWS_LAMBDA_FUNCTION_NAME": self.function,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(int(self.settings["memory"])),
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "OILGG_FOLDER": self.environment.get("OILGG_FOLDER", place) + "/store",
        }
        space = self.spaces[worker.number % len(self.spaces)] if self.spaces else ""
        worker.process = await asyncio.create_subprocess_exec(
            *(("ip", "netns", "exec", space) if space else ()),
            *os.environ.get("TEST_PREFIX", "").split(),
            sys.executable,
            "-m",
            "awslambdaric",
            "oilgg.engine.lambda_worker.handler",
            env=environment,
            cwd=self.bundle,
            preexec_fn=die_with_parent,
        )
        worker.waiting = None
        task = asyncio.create_task(self.watch(worker))
        self.starting.add(task)
        while worker.waiting is None:
            await asyncio.sleep(0.005)
            assert worker.process.returncode is None, "a worker does not start"
        self.idle.remove(worker)
        return worker

    async def watch(self, worker: Worker) -> None:
        """When a worker dies, its event fails."""
        assert worker.process is not None
        status = await worker.process.wait()
        if worker in self.idle:
            self.idle.remove(worker)
        invocation = self.invocations.get(worker.event)
        if invocation is not None and not invocation.answer.done():
            text = f"RequestId: {worker.event} Error: Runtime exited with error: exit status {status}"
            body = json.dumps({"errorType": "Runtime.ExitError", "errorMessage": text}).encode()
            invocation.answer.set_result(("Unhandled", body))

    def kill(self, worker: Worker) -> None:
        """As the service does with a worker whose time is up."""
        if worker.process is not None and worker.process.returncode is None:
            worker.process.kill()

    # -- the Runtime API ------------------------------------------------------------------------------------------

    async def runtime(self, worker: Worker, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """What a worker asks for or tells."""
        if path == NEXT:
            worker.waiting = asyncio.get_running_loop().create_future()
            self.idle.append(worker)
            ident, event = await worker.waiting
            import time

            headers = {
                "Lambda-Runtime-Aws-Request-Id": ident,
                "Lambda-Runtime-Deadline-Ms": str(int((time.time() + self.settings["timeout"]) * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": f"arn:aws:lambda:us-east-1:0:function:{self.function}",
                "Content-Type": "application/json",
            }
            return 200, headers, event
        parts = path.split("/")
        if path.endswith(("/response", "/error")) and parts[-2] in self.invocations:
            invocation = self.invocations[parts[-2]]
            if not invocation.answer.done():
                invocation.answer.set_result(("Unhandled" if parts[-1] == "error" else "", body))
        return 202, {}, b"{}"


def die_with_parent() -> None:
    """For a child that is about to become something."""
    ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))


if __name__ == "__main__":
    die_with_parent()
    pairs = dict(argument.split("=", 1) for argument in sys.argv[4:])
    asyncio.run(Server(int(sys.argv[1]), sys.argv[2], sys.argv[3], pairs).serve())
