"""The descriptors of contracts: as they are, and as they were last accepted."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from google.protobuf import text_format
from google.protobuf.descriptor_pb2 import FileDescriptorSet

root = Path(__file__).resolve().parents[2]
contracts = root / "proto"
baseline_file = contracts / "baseline.txtpb"
heading = """# The contracts of proto/plaza as they were last accepted: `python -m tests.proto.accept` writes this file.
# proto-file: google/protobuf/descriptor.proto
# proto-message: google.protobuf.FileDescriptorSet

"""


def compile_folder(folder: Path, under: str = "plaza") -> FileDescriptorSet:
    """All .proto files of FOLDER/UNDER, in the order of their names. Raises ValueError with what protoc says."""
    files = sorted(str(path.relative_to(folder)) for path in (folder / under).rglob("*.proto"))
    with tempfile.NamedTemporaryFile(suffix=".binpb") as out:
        command = ["protoc", f"--proto_path={folder}", f"--descriptor_set_out={out.name}", *files]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise ValueError(done.stderr)
        return FileDescriptorSet.FromString(Path(out.name).read_bytes())


def as_text(descriptors: FileDescriptorSet) -> str:
    return heading + text_format.MessageToString(descriptors)


def baseline() -> FileDescriptorSet:
    return text_format.Parse(baseline_file.read_text(encoding="utf-8"), FileDescriptorSet())
