#include "platform/http/test_client.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace plaza::http::testing {
namespace {

constexpr std::chrono::milliseconds deadline{10'000};

}  // namespace

std::string RawResponse::header(const std::string& lower_name) const {
  const auto found = headers.find(lower_name);
  return found == headers.end() ? std::string() : found->second;
}

RawClient::RawClient(std::uint16_t port, int receive_buffer_bytes)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer_bytes > 0) {
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  }
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("cannot connect");
  }
}

RawClient::~RawClient() {
  ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::half_close() {
  ::shutdown(socket_, SHUT_WR);
}

RawClient::Read RawClient::read_some(std::chrono::milliseconds timeout) {
  pollfd poll{.fd = socket_, .events = POLLIN, .revents = 0};
  if (::poll(&poll, 1, static_cast<int>(timeout.count())) <= 0) return Read::timeout;
  std::array<char, 64 * 1024> piece{};
  const auto bytes = ::recv(socket_, piece.data(), piece.size(), 0);
  if (bytes <= 0) return Read::end;
  buffer_.append(piece.data(), static_cast<std::size_t>(bytes));
  return Read::bytes;
}

bool RawClient::read_until(std::size_t bytes) {
  while (buffer_.size() < bytes) {
    if (read_some(deadline) != Read::bytes) return false;
  }
  return true;
}

std::optional<std::string> RawClient::take_line() {
  while (true) {
    if (const auto end = buffer_.find("\r\n"); end != std::string::npos) {
      auto line = buffer_.substr(0, end);
      buffer_.erase(0, end + 2);
      return line;
    }
    if (read_some(deadline) != Read::bytes) return std::nullopt;
  }
}

bool RawClient::take_chunks(std::string& body) {
  while (true) {
    const auto line = take_line();
    if (!line) return false;
    const auto size = std::stoul(*line, nullptr, 16);
    if (!read_until(size + 2)) return false;
    body += buffer_.substr(0, size);
    buffer_.erase(0, size + 2);
    if (size == 0) return true;
  }
}

std::optional<RawResponse> RawClient::receive(bool head_only) {
  RawResponse response;
  auto line = take_line();
  if (!line || line->size() < 12) return std::nullopt;
  response.status = static_cast<unsigned>(std::stoul(line->substr(9, 3)));
  while ((line = take_line()) && !line->empty()) {
    auto name = line->substr(0, line->find(':'));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    response.headers.emplace(name, line->substr(name.size() + 2));
  }
  if (!line) return std::nullopt;
  if (head_only || response.status < 200 || response.status == 204 || response.status == 304) return response;
  if (response.header("transfer-encoding") == "chunked") {
    if (!take_chunks(response.body)) return std::nullopt;
    return response;
  }
  if (const auto length = response.header("content-length"); !length.empty()) {
    const auto bytes = std::stoul(length);
    if (!read_until(bytes)) return std::nullopt;
    response.body = buffer_.substr(0, bytes);
    buffer_.erase(0, bytes);
    return response;
  }
  auto rest = receive_all();
  if (!rest) return std::nullopt;
  response.body = std::move(*rest);
  return response;
}

std::optional<std::string> RawClient::receive_all() {
  while (true) {
    const auto read = read_some(deadline);
    if (read == Read::timeout) return std::nullopt;
    if (read == Read::end) return std::exchange(buffer_, {});
  }
}

bool RawClient::closed_by_server() {
  return buffer_.empty() && read_some(deadline) == Read::end;
}

bool RawClient::silent_for(std::chrono::milliseconds time) {
  return buffer_.empty() && read_some(time) == Read::timeout;
}

}  // namespace plaza::http::testing
