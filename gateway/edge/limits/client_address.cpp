#include "gateway/edge/limits/client_address.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <boost/beast/core/string.hpp>
#include <fmt/format.h>

namespace plaza::gateway {
namespace {

namespace ip = boost::asio::ip;
using Bytes = std::array<unsigned char, 16>;

constexpr unsigned address_bits = 128;
constexpr unsigned mapped_bits = 96;  // before an IPv4 address that is written as IPv6
constexpr std::size_t network_bytes = 8;

// All addresses in one form: IPv4 as ::ffff:a.b.c.d.
Bytes bytes_of(const ip::address& address) {
  return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes() : address.to_v6().to_bytes();
}

bool begins_with(const Bytes& address, const Bytes& prefix, unsigned bits) {
  const auto whole = bits / 8;
  if (!std::equal(address.begin(), address.begin() + whole, prefix.begin())) return false;
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<unsigned char>(0xFFU << (8 - bits % 8));
  return ((address.at(whole) ^ prefix.at(whole)) & mask) == 0;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// "1.2.3.4", "1.2.3.4:80", "2001:db8::1", "[2001:db8::1]:80", each perhaps in quotes.
std::optional<ip::address> parse_node(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  if (text.starts_with('[')) {
    text = text.substr(1, text.find(']') == std::string_view::npos ? 0 : text.find(']') - 1);
  } else if (std::ranges::count(text, ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  boost::system::error_code error;
  auto address = ip::make_address(text, error);
  if (error) return std::nullopt;
  return address;
}

// The node of one element of Forwarded (RFC 7239, 4): the value of its `for`.
std::string_view for_parameter(std::string_view element) {
  while (!element.empty()) {
    const auto end = std::min(element.find(';'), element.size());
    const auto pair = trim(element.substr(0, end));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && boost::beast::iequals(trim(pair.substr(0, equals)), "for")) {
      return pair.substr(equals + 1);
    }
    element.remove_prefix(std::min(element.size(), end + 1));
  }
  return {};
}

}  // namespace

void ClientAddressOptions::describe(config::Section section) {
  section.choice("header", header, {"none", "x-forwarded-for", "forwarded"},
                 "In which header the trusted proxies tell where a request comes from");
  section.value("trusted_proxies", trusted_proxies,
                "Addresses and networks (\"10.0.0.0/8\") of the proxies before this gateway; others are not believed");
}

Result<ClientAddress> ClientAddress::make(const ClientAddressOptions& options) {
  ClientAddress made;
  if (options.header == "x-forwarded-for") made.header_ = Header::x_forwarded_for;
  if (options.header == "forwarded") made.header_ = Header::forwarded;
  for (const std::string_view text : options.trusted_proxies) {
    const auto slash = std::min(text.find('/'), text.size());
    boost::system::error_code error;
    const auto address = ip::make_address(text.substr(0, slash), error);
    const auto offset = !error && address.is_v4() ? mapped_bits : 0;
    unsigned bits = address_bits - offset;
    auto failed = std::errc{};
    if (slash < text.size()) {
      const auto digits = text.substr(slash + 1);
      const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
      failed = end == digits.data() + digits.size() ? problem : std::errc::invalid_argument;
    }
    if (error || failed != std::errc{} || bits > address_bits - offset) {
      return fail(Code::invalid_argument, fmt::format("trusted_proxies: \"{}\" is no address and no network", text));
    }
    made.trusted_.push_back({.prefix = bytes_of(address), .bits = bits + offset});
  }
  return made;
}

bool ClientAddress::trusts(const ip::address& address) const {
  const auto bytes = bytes_of(address);
  return std::ranges::any_of(trusted_, [&](const Network& one) { return begins_with(bytes, one.prefix, one.bits); });
}

ip::address ClientAddress::of(const http::Request& request) const {
  boost::system::error_code error;
  auto client = ip::make_address(request.remote_address, error);
  if (error) return ip::address_v6();
  if (header_ == Header::none || !trusts(client)) return client;
  const auto list =
      header_ == Header::forwarded ? request.combined(http::Field::forwarded) : request.combined("X-Forwarded-For");
  std::string_view rest = list;
  for (std::size_t hops = 0; hops < hops_max && !rest.empty() && trusts(client); ++hops) {
    const auto comma = rest.rfind(',');
    const auto element = comma == std::string_view::npos ? rest : rest.substr(comma + 1);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(0, comma);
    const auto node = parse_node(header_ == Header::forwarded ? for_parameter(element) : element);
    if (!node) break;  // a trusted proxy hides it; what stands before may be anybody's invention
    client = *node;
  }
  return client;
}

std::string_view client_key(const ip::address& address, std::array<char, 64>& buffer) {
  const auto bytes = bytes_of(address);
  const bool v4 = address.is_v4() || address.to_v6().is_v4_mapped();
  char* end = buffer.data();
  if (v4) {
    end = fmt::format_to(end, "{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
  } else {
    for (std::size_t i = 0; i < network_bytes; ++i) end = fmt::format_to(end, "{:02x}", bytes.at(i));
  }
  return {buffer.data(), end};
}

}  // namespace plaza::gateway
