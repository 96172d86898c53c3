"""Threads for calls that block, of which none keeps its process from ending: what hangs at the end is left hanging."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

Job = tuple[Any, Any, Any, Any]


class Threads(Executor):
    """At most `most` threads, started as they are needed."""

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._lock = Lock()
        self._count = 0
        self._idle = 0
        self._closed = False

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See Executor.submit."""
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("closed")
            self._jobs.put((future, fn, args, kwargs))
            if self._idle > 0:
                self._idle -= 1
            elif self._count < self._most:
                self._count += 1
                Thread(target=self._work, name=f"{self._name}-{self._count}", daemon=True).start()
        return future

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            future, function, arguments, named = job
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(function(*arguments, **named))
                except BaseException as error:
                    future.set_exception(error)
            del job, future, function, arguments, named
            with self._lock:
                self._idle += 1

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work; waits for nothing."""
        with self._lock:
            self._closed = True
            count = self._count
        if cancel_futures:
            while not self._jobs.empty():
                job = self._jobs.get()
                if job is not None:
                    job[0].cancel()
        for _ in range(count):
            self._jobs.put(None)
