#pragma once

#include "platform/rpc/thrift_method.hpp"

#include "PharmacyService.h"

// The methods of pharmacy.thrift: rpc::call<pharmacy::Search>(…), server.handle<pharmacy::Search>(…). All of them read.
namespace plaza::pharmacy {

struct Search : rpc::ThriftMethod<&wire::PharmacyServiceIf::search> {
  static constexpr rpc::Method method{.service = "pharmacy", .name = "search", .idempotent = true};
};

struct GetMany : rpc::ThriftMethod<&wire::PharmacyServiceIf::getMany> {
  static constexpr rpc::Method method{.service = "pharmacy", .name = "getMany", .idempotent = true};
};

// Asked for in the background, so it may come a little later.
struct GetMap : rpc::ThriftMethod<&wire::PharmacyServiceIf::getMap> {
  static constexpr rpc::Method method{
      .service = "pharmacy", .name = "getMap", .idempotent = true, .priority = resilience::Priority::batch};
};

struct GetFeed : rpc::ThriftMethod<&wire::PharmacyServiceIf::getFeed> {
  static constexpr rpc::Method method{.service = "pharmacy", .name = "getFeed", .idempotent = true};
};

}  // namespace plaza::pharmacy
