#pragma once

#include <cstdint>
#include <memory>

#include "thrift/health.hpp"
#include "thrift/pharmacy.hpp"

namespace plaza::rpc::loopback {

// For tests: the client that Thrift's compiler and library make, as other languages have it too. Blocking, one call at
// a time, sequence number always 0. Throws what libthrift throws.
class OrdinaryClient {
 public:
  explicit OrdinaryClient(std::uint16_t port);
  ~OrdinaryClient();

  pharmacy::GetMany::Reply get_many(const wire::RequestHeader& header, const pharmacy::GetMany::Request& request);
  pharmacy::Search::Reply search(const wire::RequestHeader& header, const pharmacy::Search::Request& request);
  pharmacy::GetFeed::Reply get_feed(const wire::RequestHeader& header);
  health::Check::Reply check();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plaza::rpc::loopback
