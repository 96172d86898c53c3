"""A server of the Remote Execution API that lets one see what actions print while they run.

It stands before a `buildbox-casd` (with one job at a time), which does not, and passes every call on as it is. To what
that says of an operation that has begun, it adds the names of two streams; who reads these gets the bytes out of the
files into which that server has the action write.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from oilgg.engine.reapi_messages import PACKAGE, Messages
from tests.engine.remote import command_line

PREFIX = "logs/"
CHUNK_BYTES = 1 << 16


class LogStreams:
    """The calls, by their names."""

    def __init__(self, channel: Any, staging: str) -> None:
        self.channel = channel
        self.staging = staging
        self.messages = Messages()
        self.read_bytes = 0
        self.readers = 0
        self.going_on: list[int] = []
        """Executions that have not ended, in order: the first is the one that runs."""
        self.serial = 0
        self.lock = threading.Lock()

    def service(self, details: Any) -> Any:
        """What deals with a call, as gRPC asks for it."""
        import grpc

        verb = details.method.rpartition("/")[2]
        metadata = details.invocation_metadata
        if verb == "Write":
            return grpc.stream_unary_rpc_method_handler(
                lambda requests, _: self.channel.stream_unary(details.method)(requests, metadata=metadata)
            )
        if verb in ("Read", "Execute", "WaitExecution"):
            handle = {"Read": self.read, "Execute": self.execute}.get(verb, self.passed_on)
            return grpc.unary_stream_rpc_method_handler(lambda request, context: handle(details, request, context))
        return grpc.unary_unary_rpc_method_handler(
            lambda request, _: self.channel.unary_unary(details.method)(request, metadata=metadata)
        )

    def passed_on(self, details: Any, request: bytes, context: Any) -> Iterator[bytes]:
        """A stream of answers as it is; it ends with the interest in it."""
        call = self.channel.unary_stream(details.method)(request, metadata=details.invocation_metadata)
        context.add_callback(call.cancel)
        yield from call

    def execute(self, details: Any, request: bytes, context: Any) -> Iterator[bytes]:
        """Name the streams as soon as an operation is known."""
        with self.lock:
            self.serial += 1
            own = self.serial
            self.going_on.append(own)
        try:
            yield from self.named(self.passed_on(details, request, context), own)
        finally:
            self.wait_for_end()
            self.going_on.remove(own)

    def named(self, answers: Iterator[bytes], own: int) -> Iterator[bytes]:
        """The answers of an execution, with names of its streams in those before the last."""
        for data in answers:
            operation = self.messages.Operation.FromString(data)
            if not operation.done:
                said = self.messages.ExecuteOperationMetadata(
                    stage=3, stdout_stream_name=f"{PREFIX}{own}/1", stderr_stream_name=f"{PREFIX}{own}/2"
                )
                operation.metadata.type_url = f"type.googleapis.com/{PACKAGE}.ExecuteOperationMetadata"
                operation.metadata.value = said.SerializeToString()
                data = operation.SerializeToString()
            yield data

    def wait_for_end(self) -> None:
        """Until the process of the action is no more, so that nobody takes it for that of the next one."""
        end = time.monotonic() + 10
        while self.processes() and time.monotonic() < end:
            time.sleep(0.005)

    def read(self, details: Any, request: bytes, context: Any) -> Iterator[bytes]:
        """A stream of ours from a place on, or an object."""
        wanted = self.messages.ReadRequest.FromString(request)
        if not wanted.resource_name.startswith(PREFIX):
            yield from self.passed_on(details, request, context)
            return
        self.readers += 1
        _, own, fd = wanted.resource_name.split("/")
        while context.is_active() and self.going_on[:1] != [int(own)]:
            if int(own) not in self.going_on:
                return
            time.sleep(0.01)
        pids = self.processes()
        while context.is_active() and not pids and int(own) in self.going_on:
            time.sleep(0.01)
            pids = self.processes()
        try:
            with open(f"/proc/{(pids or [0])[0]}/fd/{fd}", "rb") as file:
                yield from self.written(file, int(own), wanted.read_offset, context)
        except OSError:
            return  # it has ended

    def written(self, file: BinaryIO, own: int, offset: int, context: Any) -> Iterator[bytes]:
        """What is written to a file of an action, until that ends."""
        if own not in self.going_on:
            return
        file.seek(offset)
        while context.is_active():
            over = not self.processes()
            while data := file.read(CHUNK_BYTES):
                self.read_bytes += len(data)
                yield self.messages.ReadResponse(data=data).SerializeToString()
            if over:
                return
            time.sleep(0.01)

    def processes(self) -> list[int]:
        """What runs an action of that server."""
        found = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        lines = [(pid, command_line(pid)) for pid in found]
        return [pid for pid, line in lines if "bwrap " in line and self.staging in line]


@contextmanager
def log_streams(url: str, folder: Path) -> Iterator[tuple[str, LogStreams]]:
    """Such a server before the casd at `url`, which was started with `folder`; its address and what it counts."""
    import grpc

    unlimited = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
    with grpc.insecure_channel(url.removeprefix("grpc://"), unlimited) as channel:
        calls = LogStreams(channel, f"{folder}/casd/cas/staging")
        server = grpc.server(ThreadPoolExecutor(16), handlers=[calls], options=unlimited)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        try:
            yield f"grpc://127.0.0.1:{port}", calls
        finally:
            server.stop(0).wait()
