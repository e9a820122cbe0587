#include "platform/core/listener.hpp"

#include <array>
#include <thread>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <linux/filter.h>
#include <sys/socket.h>

namespace plaza {

using asio::ip::tcp;
using boost::system::error_code;

namespace {

// Out of descriptors: accepting again at once would only spin.
constexpr std::chrono::milliseconds exhausted_pause{50};

// Handshakes that have begun are over by then, within a data centre.
constexpr std::chrono::milliseconds handshake_time{10};

// From now on a first segment (SYN without ACK, RFC 9293, 3.1) is dropped: its client asks again a second later, and
// finds nobody. Otherwise a connection that is made between the last accept() and the close() is reset, with the
// request that its client believes to have sent.
void ignore_newcomers(tcp::acceptor& acceptor) {
  constexpr std::uint32_t flags_at = 13;
  constexpr std::uint32_t syn = 0x02;
  constexpr std::uint32_t ack = 0x10;
  constexpr std::uint32_t all_of_it = 0xffff'ffff;
  std::array<sock_filter, 5> program{{BPF_STMT(BPF_LD | BPF_B | BPF_ABS, flags_at),
                                      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, syn | ack),
                                      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, syn, 0, 1), BPF_STMT(BPF_RET | BPF_K, 0),
                                      BPF_STMT(BPF_RET | BPF_K, all_of_it)}};
  const sock_fprog filter{.len = program.size(), .filter = program.data()};
  // Where the kernel has no filters, closing is as it would be without.
  (void)::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter));
}

std::unexpected<Error> cannot_listen(const ListenAddress& address, const error_code& error) {
  const auto where = fmt::format("{}:{}", address.address, address.port);
  if (error == asio::error::address_in_use) {
    return fail(Code::unavailable, fmt::format("cannot listen on {}: the port is taken by another process", where),
                "PORT_TAKEN");
  }
  const auto code = error == asio::error::access_denied ? Code::permission_denied : Code::invalid_argument;
  return fail(code, fmt::format("cannot listen on {}: {}", where, error.message()));
}

}  // namespace

// Shared with the handlers that wait in the accepting worker's loop.
class Listener::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(std::vector<Worker*> workers, OnConnection on_connection)
      : workers_(std::move(workers)),
        on_connection_(std::make_shared<const OnConnection>(std::move(on_connection))),
        acceptor_(workers_.front()->io()),
        pause_(workers_.front()->io()) {}

  Result<void> open(const ListenAddress& address) {
    error_code error;
    const auto ip = asio::ip::make_address(address.address, error);
    if (error) return cannot_listen(address, error);
    const tcp::endpoint endpoint(ip, address.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(static_cast<int>(address.backlog), error);
    if (!error) acceptor_.non_blocking(true, error);
    if (error) {
      error_code ignored;
      acceptor_.close(ignored);
      return cannot_listen(address, error);
    }
    port_ = acceptor_.local_endpoint().port();
    asio::post(acceptor_.get_executor(), [self = shared_from_this()] { self->wait(); });
    return {};
  }

  void close() {
    if (port_ == 0 || closed_) return;
    closed_ = true;
    run_on(*workers_.front(), [this] {
      if (acceptor_.is_open()) ignore_newcomers(acceptor_);
    });
    std::this_thread::sleep_for(handshake_time);
    run_on(*workers_.front(), [this] {
      if (!acceptor_.is_open()) return;
      accept_all();
      error_code ignored;
      acceptor_.close(ignored);
      pause_.cancel();
    });
    // A connection is handed over by a post: once each loop has come round, all have arrived. Twice, for what a loop
    // posts to itself is queued only when the handler that posts has returned.
    for (int round = 0; round < 2; ++round) {
      for (auto* worker : workers_) run_on(*worker, [] {});
    }
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void wait() {
    if (!acceptor_.is_open()) return;
    acceptor_.async_wait(tcp::acceptor::wait_read, [self = shared_from_this()](const error_code& error) {
      if (error) return;
      if (self->accept_all()) return self->wait();
      self->pause_.expires_after(exhausted_pause);
      self->pause_.async_wait([self](const error_code& cancelled) {
        if (!cancelled) self->wait();
      });
    });
  }

  // Accepts until the queue is empty. False when this process has no descriptor left.
  bool accept_all() {
    for (;;) {
      Worker& worker = *workers_[next_];
      tcp::socket socket(worker.io());
      error_code error;
      acceptor_.accept(socket, error);
      if (error == asio::error::would_block || error == asio::error::try_again) return true;
      if (error == asio::error::no_descriptors || error == asio::error::no_memory ||
          error == asio::error::no_buffer_space || error.value() == ENFILE) {
        return false;
      }
      if (error == asio::error::bad_descriptor) return true;
      if (error) continue;  // this one is gone again: the next
      next_ = (next_ + 1) % workers_.size();
      hand_over(worker, std::move(socket));
    }
  }

  void hand_over(Worker& worker, tcp::socket socket) {
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.set_option(tcp::no_delay(true), ignored);
    asio::post(worker.executor(), [&worker, on_connection = on_connection_, socket = std::move(socket)]() mutable {
      (*on_connection)(worker, std::move(socket));
    });
  }

  std::vector<Worker*> workers_;
  std::shared_ptr<const OnConnection> on_connection_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::uint16_t port_ = 0;
  std::size_t next_ = 0;
  bool closed_ = false;
};

Listener::Listener(std::vector<Worker*> workers, OnConnection on_connection)
    : impl_(std::make_shared<Impl>(std::move(workers), std::move(on_connection))) {}

Listener::~Listener() {
  close();
}

Result<void> Listener::open(const ListenAddress& address) {
  return impl_->open(address);
}

void Listener::close() {
  impl_->close();
}

std::uint16_t Listener::port() const {
  return impl_->port();
}

}  // namespace plaza
