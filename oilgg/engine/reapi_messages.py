"""The messages of the Remote Execution API, made from our own definitions in `grammar/reapi`.

They are compiled when oilgg is built, into a set of descriptors beside this file, from which any version of the
protobuf package makes classes. They have a pool of their own: other users of the same names are not disturbed.
"""

from __future__ import annotations

from oilgg.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FOLDER = __file__.rpartition("/")[0]
BINARY = f"{FOLDER}/reapi.bin"
SOURCES = f"{FOLDER.rpartition('/oilgg/')[0]}/grammar/reapi"
FILES = ("status.proto", "operations.proto", "bytestream.proto", "execution.proto")
PACKAGE = "build.bazel.remote.execution.v2"
HASH_BYTES = 32


class Messages:
    """The classes by name: `Messages().Action(salt=b"")`."""

    def __init__(self) -> None:
        from google.protobuf import any_pb2, descriptor_pb2, duration_pb2, message_factory, timestamp_pb2
        from google.protobuf.descriptor_pool import DescriptorPool

        try:
            with open(BINARY, "rb") as file:
                data = file.read()[HASH_BYTES:]
        except OSError as error:
            raise EngineError(f"{BINARY}: {error.strerror}") from None
        pool = DescriptorPool()
        for module in (any_pb2, duration_pb2, timestamp_pb2):
            pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)  # type: ignore[no-untyped-call,unused-ignore]
        files = descriptor_pb2.FileDescriptorSet.FromString(data)
        self._classes: dict[str, Any] = {}
        for one in files.file:
            pool.AddSerializedFile(one.SerializeToString())  # type: ignore[no-untyped-call,unused-ignore]
        for one in files.file:
            for message in one.message_type:
                descriptor = pool.FindMessageTypeByName(f"{one.package}.{message.name}")  # type: ignore[no-untyped-call,unused-ignore]
                self._classes[message.name] = message_factory.GetMessageClass(descriptor)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._classes[name]
        except KeyError:
            raise AttributeError(name) from None


def source_hash() -> bytes:
    """The digest of the definitions. Raises OSError where they are not there."""
    from oilgg.thunk.hash import digest_bytes

    texts = []
    for name in FILES:
        with open(f"{SOURCES}/{name}", "rb") as file:
            texts.append(file.read())
    return digest_bytes(b"\0".join(texts))


def is_stale() -> bool:
    """Whether what was compiled comes from other definitions."""
    try:
        with open(BINARY, "rb") as file:
            return file.read(HASH_BYTES) != source_hash()
    except OSError:
        return True


def compile_messages() -> None:
    """Write the descriptors; needs grpcio-tools. Raises ImportError, OSError."""
    from tempfile import TemporaryDirectory

    from grpc_tools import protoc

    include = f"{protoc.__file__.rpartition('/')[0]}/_proto"
    with TemporaryDirectory() as folder:
        made = f"{folder}/set"
        arguments = ["protoc", f"-I{SOURCES}", f"-I{include}", f"--descriptor_set_out={made}", *FILES]
        if protoc.main(arguments) != 0:
            raise OSError("the messages of the Remote Execution API do not compile")
        with open(made, "rb") as file:
            data = file.read()
    with open(BINARY, "wb") as file:
        file.write(source_hash() + data)


if __name__ == "__main__":
    compile_messages()
