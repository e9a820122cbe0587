#include "bench/load/generator.hpp"

#include <array>
#include <stdexcept>

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace plaza::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// How often slow answers are looked for, and failed connections tried again.
constexpr milliseconds sweep_interval{50};
// After the end: time for the answers that are under way.
constexpr milliseconds drain_max{2'000};
// Requests that may wait for a connection; more are not sent.
constexpr std::size_t waiting_max = 1'000'000;

Clock::duration seconds(double value) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(value));
}

}  // namespace

Generator::Generator(const Options& options, std::vector<std::string> requests)
    : options_(options),
      requests_(std::move(requests)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      start_(Clock::now()),
      end_(start_ + seconds(options.warmup_seconds + options.seconds)),
      now_(start_),
      tally_(start_ + seconds(options.warmup_seconds), options.seconds) {
  address_.sin_family = AF_INET;
  address_.sin_port = htons(options.port);
  if (::inet_pton(AF_INET, options.host.c_str(), &address_.sin_addr) != 1) {
    throw std::invalid_argument("the host must be an IPv4 address: " + options.host);
  }
  for (std::uint32_t i = 0; i < options.connections; ++i) clients_.push_back(std::make_unique<Client>());
}

Generator::~Generator() {
  ::close(epoll_);
}

Tally Generator::run() {
  for (std::size_t i = 0; i < clients_.size(); ++i) open(i);
  auto sweep = start_ + sweep_interval;
  const auto busy = [&] { return std::ranges::any_of(clients_, [](const auto& c) { return c->waits(); }); };
  while (now_ < end_ || (now_ < end_ + drain_max && busy())) {
    dispatch(now_);
    auto until = sweep;
    if (options_.rate > 0 && now_ < end_) {
      until = std::min(until, start_ + seconds(static_cast<double>(scheduled_) / options_.rate));
    }
    wait(until);
    if (now_ >= sweep) {
      give_up_slow_ones(now_);
      sweep = now_ + sweep_interval;
    }
  }
  for (auto& client : clients_) client->lose(tally_, Tally::Loss::timed_out);
  for (const auto& due : waiting_) tally_.lost(Tally::Loss::not_sent, due);
  return std::move(tally_);
}

void Generator::open(std::size_t index) {
  auto& client = *clients_[index];
  if (!client.open(address_)) {
    tally_.connect_failed();
    client.close();
    unopened_.push_back(index);
    return;
  }
  watch(index, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
}

void Generator::watch(std::size_t index, int operation, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = index;
  ::epoll_ctl(epoll_, operation, clients_[index]->descriptor(), &event);
}

void Generator::reopen(std::size_t index, Tally::Loss loss) {
  auto& client = *clients_[index];
  client.lose(tally_, loss);
  std::erase(free_, index);
  if (client.connected()) return open(index);
  tally_.connect_failed();
  client.close();
  unopened_.push_back(index);
}

void Generator::wait(TimePoint until) {
  std::array<epoll_event, 512> events{};
  const auto pause = std::max(until - Clock::now(), Clock::duration{0});
  timespec timeout{};
  timeout.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(pause).count();
  timeout.tv_nsec = (pause % std::chrono::seconds(1)).count();
  const auto count = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
  now_ = Clock::now();
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    handle(static_cast<std::size_t>(event.data.u64), event.events);
  }
}

void Generator::handle(std::size_t index, std::uint32_t events) {
  auto& client = *clients_[index];
  if (client.descriptor() < 0) return;
  if (!client.connected()) {
    if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) == 0) return;
    if (!client.finish_connecting()) return reopen(index, Tally::Loss::broken);
    watch(index, EPOLL_CTL_MOD, EPOLLIN);
    return free(index);
  }
  if ((events & EPOLLOUT) != 0) {
    if (client.has_output() && !client.flush()) return reopen(index, Tally::Loss::broken);
    if (!client.has_output()) watch(index, EPOLL_CTL_MOD, EPOLLIN);
  }
  if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) == 0) return;
  const bool was_idle = client.idle();
  if (!client.receive(tally_, now_)) return reopen(index, Tally::Loss::broken);
  if (!was_idle && client.idle()) free(index);
}

void Generator::free(std::size_t index) {
  if (now_ >= end_) return;
  if (options_.rate == 0) return send(index, options_.pipeline, now_);
  free_.push_back(index);
}

void Generator::send(std::size_t index, std::size_t count, TimePoint due) {
  auto& client = *clients_[index];
  for (std::size_t i = 0; i < count; ++i) client.add(next_request(), due, now_);
  if (!client.flush()) return reopen(index, Tally::Loss::broken);
  if (client.has_output()) watch(index, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

void Generator::dispatch(TimePoint now) {
  if (options_.rate == 0) return;
  const auto until = std::min(now, end_);
  for (;; ++scheduled_) {
    const auto due = start_ + seconds(static_cast<double>(scheduled_) / options_.rate);
    if (due > until || due >= end_) break;
    if (waiting_.size() < waiting_max) {
      waiting_.push_back(due);
    } else {
      tally_.lost(Tally::Loss::not_sent, due);
    }
  }
  const auto too_late = now - seconds(options_.wait_seconds);
  while (!waiting_.empty() && waiting_.front() < too_late) {
    tally_.lost(Tally::Loss::not_sent, waiting_.front());
    waiting_.pop_front();
  }
  while (!waiting_.empty() && !free_.empty()) {
    const auto index = free_.front();
    free_.pop_front();
    send(index, 1, waiting_.front());
    waiting_.pop_front();
  }
}

void Generator::give_up_slow_ones(TimePoint now) {
  const auto too_late = now - seconds(options_.timeout_seconds);
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    if (clients_[i]->waits() && clients_[i]->oldest() < too_late) reopen(i, Tally::Loss::timed_out);
  }
  for (const auto index : std::exchange(unopened_, {})) open(index);
}

const std::string& Generator::next_request() {
  const auto& request = requests_[next_request_];
  next_request_ = next_request_ + 1 < requests_.size() ? next_request_ + 1 : 0;
  return request;
}

}  // namespace plaza::bench
