#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "platform/core/config.hpp"
#include "platform/http/message.hpp"

namespace plaza::gateway {

struct ClientAddressOptions {
  std::string header = "none";
  std::vector<std::string> trusted_proxies{};

  void describe(config::Section section);
};

// From which address a request comes. Behind a proxy that is what the proxy says, but only where the connection comes
// from a proxy that the configuration trusts, and only in the one header that it names: a proxy passes on the others
// as strangers wrote them.
class ClientAddress {
 public:
  // Addresses that a header may list; what stands farther left is not looked at.
  static constexpr std::size_t hops_max = 16;

  // Errors (invalid_argument) name what is no address or network ("10.0.0.0/8").
  static Result<ClientAddress> make(const ClientAddressOptions& options);

  // The client's address; unspecified (::) when it is not known. The list is read from the right, where the trusted
  // proxies wrote: the first that is none of them is the client.
  [[nodiscard]] boost::asio::ip::address of(const http::Request& request) const;

 private:
  struct Network {
    std::array<unsigned char, 16> prefix;
    unsigned bits;
  };
  enum class Header : std::uint8_t { none, x_forwarded_for, forwarded };

  [[nodiscard]] bool trusts(const boost::asio::ip::address& address) const;

  Header header_ = Header::none;
  std::vector<Network> trusted_;
};

// A client as limits know it, as text: IPv4 addresses one by one, IPv6 by their /64, which is what one customer gets.
// Written into `buffer`.
std::string_view client_key(const boost::asio::ip::address& address, std::array<char, 64>& buffer);

}  // namespace plaza::gateway
