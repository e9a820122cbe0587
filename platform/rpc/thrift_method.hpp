#pragma once

#include "platform/rpc/channel.hpp"

namespace plaza::wire {
class RequestHeader;
}

namespace plaza::rpc {

// The request and the answer of a Thrift method, read off the member of the generated interface, which must have the
// form all our methods have: `Reply name(1: common.RequestHeader header, 2: Request request) throws (1: common.Fault
// fault)`.
//
//   struct Search : rpc::ThriftMethod<&wire::PharmacyServiceIf::search> {
//     static constexpr rpc::Method method{.service = "pharmacy", .name = "search", .idempotent = true};
//   };
template <auto member>
struct ThriftMethod;

template <class Interface, class ReplyType, class RequestType,
          void (Interface::*member)(ReplyType&, const wire::RequestHeader&, const RequestType&)>
struct ThriftMethod<member> {
  using Request = RequestType;
  using Reply = ReplyType;
};

}  // namespace plaza::rpc
