"""Calls to the fleet's gRPC services, by the contracts that their reflection tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

# A process that was killed is tried again soon.
channel_options = [
    ("grpc.lb_policy_name", "round_robin"),
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 300),
    ("grpc.enable_http_proxy", 0),
]
call_timeout_s = 5.0


class Service:
    """One service, behind any number of processes that take turns."""

    def __init__(self, name: str, addresses: Sequence[str]) -> None:
        self._channel = grpc.insecure_channel(f"ipv4:{','.join(addresses)}", channel_options)
        pool = DescriptorPool(ProtoReflectionDescriptorDatabase(self._channel))
        described = pool.FindServiceByName(name)
        self._requests = {}
        self._methods = {}
        for method in described.methods:
            self._requests[method.name] = GetMessageClass(method.input_type)
            self._methods[method.name] = self._channel.unary_unary(
                f"/{name}/{method.name}",
                request_serializer=self._requests[method.name].SerializeToString,
                response_deserializer=GetMessageClass(method.output_type).FromString,
            )

    def call(self, method: str, subject: str = "", scopes: str = "", timeout_s: float = call_timeout_s, **fields: Any):
        """The response; grpc.RpcError when it fails. `subject` and `scopes` are who asks."""
        said = (("plaza-subject", subject), ("plaza-scopes", scopes))
        metadata = [(name, value) for name, value in said if value]
        return self._methods[method](self._requests[method](**fields), timeout=timeout_s, metadata=metadata)

    def close(self) -> None:
        self._channel.close()
