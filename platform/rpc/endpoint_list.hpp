#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/core/error.hpp"

namespace plaza::rpc {

// Where instances of a service answer, as configuration writes it:
//
//   127.0.0.1:9001             one instance; so is pharmacy:9001, whose name is looked up at each attempt to connect
//   dns:pharmacy.plaza.svc:9001   an instance at every address that the name has, looked up again and again: a headless
//                              service of Kubernetes, or any name with several A or AAAA records
//   … weight=0.05              its share of the calls beside the others', whose weight is 1 (with dns: of each address)
struct EndpointEntry {
  std::string host;  // without the brackets of an IPv6 address
  std::string port;
  double weight = 1;
  bool resolve = false;  // dns:

  bool operator==(const EndpointEntry&) const = default;
};

inline constexpr double endpoint_weight_max = 1'000;

// invalid_argument, with the text, when it is none of these.
Result<EndpointEntry> parse_endpoint(std::string_view text);
Result<std::vector<EndpointEntry>> parse_endpoints(const std::vector<std::string>& texts);

// "10.0.0.7:9001", "[::1]:9001".
std::string address_text(std::string_view host, std::string_view port);

}  // namespace plaza::rpc
