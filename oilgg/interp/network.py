"""Redirections to /dev/tcp/HOST/PORT and /dev/udp/HOST/PORT."""

from __future__ import annotations

import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell


class _Refused(OSError):
    """No address could be connected to."""

    @property
    def messages(self) -> tuple[str, ...]:
        """What is said before the usual message."""
        return (f"connect: {self.strerror}",)


def connect(shell: Shell, path: str) -> int:
    """Connect to what `path` names; gives a close-on-exec descriptor. Raises OSError or RedirectionFailed."""
    from oilgg.interp.redirection import RedirectionFailed

    _, _, protocol_name, host, service = path.split("/", 4)
    shell.drain("network")
    import _socket

    kind = _socket.SOCK_STREAM if protocol_name == "tcp" else _socket.SOCK_DGRAM
    try:
        addresses = _socket.getaddrinfo(host, service, 0, kind)
    except _socket.gaierror as error:
        name = service if error.args[0] == _socket.EAI_SERVICE else host
        raise RedirectionFailed(f"{name}: {error.args[1]}", f"{path}: Invalid argument") from None
    last: OSError = OSError(22, "")
    for family, socket_kind, protocol, _, address in addresses:
        connection = _socket.socket(family, socket_kind, protocol)
        try:
            connection.connect(address)
            return connection.detach()
        except OSError as error:
            last = error
            connection.close()
    raise _Refused(last.errno, posix.strerror(last.errno or 0))
