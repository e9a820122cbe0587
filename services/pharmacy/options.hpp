#pragma once

#include "platform/rpc/thrift_server.hpp"
#include "services/pharmacy/adapters/feed_options.hpp"

namespace plaza::pharmacy {

// All that this process can be told beyond what every process can.
struct Options {
  rpc::ServerOptions thrift;
  FeedOptions feed;

  void describe(config::Section root) {
    thrift.describe(root.section("thrift"));
    feed.describe(root);
  }
};

}  // namespace plaza::pharmacy
