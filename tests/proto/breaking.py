"""What a change of contracts breaks: peers of the version before read and write what they always have, by number on the
wire and by name in JSON and in code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorSet,
    MethodDescriptorProto,
    ServiceDescriptorProto,
)

Declared = DescriptorProto | EnumDescriptorProto | ServiceDescriptorProto


def breaking_changes(before: FileDescriptorSet, now: FileDescriptorSet) -> list[str]:
    """A sentence for each; empty when everything of before is as it was."""
    old, new = dict(_declarations(before)), dict(_declarations(now))
    found: list[str] = []
    for name, declared in old.items():
        present = new.get(name)
        if type(present) is not type(declared):
            found.append(f"{name} is gone, or has moved to another package")
        elif isinstance(declared, DescriptorProto):
            found += _message(name, declared, present)
        elif isinstance(declared, EnumDescriptorProto):
            found += _enum(name, declared, present)
        else:
            found += _service(name, declared, present)
    return found


def _declarations(files: FileDescriptorSet) -> Iterator[tuple[str, Declared]]:
    """Messages, enums and services by their full names."""
    for file in files.file:
        yield from _nested(file.package, file.message_type, file.enum_type)
        yield from ((f"{file.package}.{service.name}", service) for service in file.service)


def _nested(
    scope: str, messages: Iterable[DescriptorProto], enums: Iterable[EnumDescriptorProto]
) -> Iterator[tuple[str, Declared]]:
    yield from ((f"{scope}.{enum.name}", enum) for enum in enums)
    for message in messages:
        yield f"{scope}.{message.name}", message
        yield from _nested(f"{scope}.{message.name}", message.nested_type, message.enum_type)


def _message(name: str, before: DescriptorProto, now: Any) -> Iterator[str]:
    present = {field.number: field for field in now.field}
    for field in before.field:
        other = present.get(field.number)
        if other is None:
            yield f"{name}.{field.name} = {field.number} is gone"
            continue
        old, new = _facts(field, before), _facts(other, now)
        for fact, value in old.items():
            if new[fact] != value:
                yield f"{name}.{field.name} = {field.number}: {fact} was {value}, is {new[fact]}"


def _facts(field: FieldDescriptorProto, message: DescriptorProto) -> dict[str, str]:
    has_oneof = field.HasField("oneof_index") and not field.proto3_optional
    return {
        "name": field.name,
        "JSON name": field.json_name,
        "type": field.type_name.removeprefix(".") or FieldDescriptorProto.Type.Name(field.type),
        "label": FieldDescriptorProto.Label.Name(field.label),
        "presence": "told" if field.proto3_optional else "not told",
        "oneof": message.oneof_decl[field.oneof_index].name if has_oneof else "none",
    }


def _enum(name: str, before: EnumDescriptorProto, now: Any) -> Iterator[str]:
    present = {value.name: value.number for value in now.value}
    for value in before.value:
        if value.name not in present:
            yield f"{name}.{value.name} = {value.number} is gone"
        elif present[value.name] != value.number:
            yield f"{name}.{value.name}: number was {value.number}, is {present[value.name]}"


def _service(name: str, before: ServiceDescriptorProto, now: Any) -> Iterator[str]:
    present = {method.name: method for method in now.method}
    for method in before.method:
        other = present.get(method.name)
        if other is None:
            yield f"{name}.{method.name} is gone"
        elif (was := _shape(method)) != (is_now := _shape(other)):
            yield f"{name}.{method.name} was {was}, is {is_now}"


def _shape(method: MethodDescriptorProto) -> str:
    takes = ("stream " if method.client_streaming else "") + method.input_type.removeprefix(".")
    gives = ("stream " if method.server_streaming else "") + method.output_type.removeprefix(".")
    return f"({takes}) -> ({gives})"
