#include "bench/load/client.hpp"

#include <array>
#include <cerrno>

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace plaza::bench {

bool Client::open(const sockaddr_in& address) {
  close();
  descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) return false;
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  // The sockets interface takes every family's address as a sockaddr.
  const auto* generic =
      reinterpret_cast<const sockaddr*>(&address);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
  return ::connect(descriptor_, generic, sizeof(address)) == 0 || errno == EINPROGRESS;
}

void Client::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  connected_ = false;
  reader_.reset();
  in_flight_.clear();
  output_.clear();
  sent_ = 0;
}

bool Client::finish_connecting() {
  int error = 0;
  socklen_t size = sizeof(error);
  ::getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
  connected_ = error == 0;
  return connected_;
}

void Client::add(std::string_view request, TimePoint due, TimePoint now) {
  output_ += request;
  in_flight_.push_back({due, now});
}

bool Client::flush() {
  const auto bytes = ::send(descriptor_, output_.data() + sent_, output_.size() - sent_, MSG_NOSIGNAL);
  if (bytes < 0) return errno == EAGAIN;
  sent_ += static_cast<std::size_t>(bytes);
  if (!has_output()) {
    output_.clear();
    sent_ = 0;
  }
  return true;
}

bool Client::receive(Tally& tally, TimePoint now) {
  std::array<char, 64 * 1024> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): read into before it is read
  const auto bytes = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
  if (bytes < 0) return errno == EAGAIN;
  if (bytes == 0) return false;
  std::string_view rest(buffer.data(), static_cast<std::size_t>(bytes));
  while (!rest.empty()) {
    Answer answer;
    const auto progress = reader_.next(rest, answer);
    if (progress == AnswerReader::Progress::malformed) return false;
    if (progress == AnswerReader::Progress::more) break;
    if (in_flight_.empty()) return false;
    tally.answered(answer, in_flight_.front().due, now);
    in_flight_.pop_front();
    if (answer.closes) return false;
  }
  return true;
}

void Client::lose(Tally& tally, Tally::Loss loss) {
  for (const auto& request : in_flight_) tally.lost(loss, request.due);
  in_flight_.clear();
}

}  // namespace plaza::bench
