#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plaza {

// A program of this build that a test runs: its output is read until a word appears, it is sent signals, and its exit
// code is waited for. Every wait gives up after `timeout`. What still runs when this ends is killed.
class Subprocess {
 public:
  static constexpr std::chrono::seconds timeout{20};

  Subprocess(const std::string& program, std::vector<std::string> arguments,
             std::vector<std::string> environment = {}) {
    const auto path = std::filesystem::read_symlink("/proc/self/exe").parent_path() / program;
    std::array<int, 2> pipe{};
    EXPECT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    output_ = pipe[0];
    arguments.insert(arguments.begin(), path.string());
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);
    auto argv = pointers(arguments);
    auto envp = pointers(environment);
    EXPECT_EQ(::posix_spawn(&pid_, path.c_str(), &actions, nullptr, argv.data(), envp.data()), 0) << path;
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
  }
  ~Subprocess() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    ::close(output_);
  }
  Subprocess(const Subprocess&) = delete;
  Subprocess& operator=(const Subprocess&) = delete;

  void send(int signal_number) const { ::kill(pid_, signal_number); }

  // Reads until the output holds `words`.
  bool wait_for(std::string_view words) {
    const auto give_up = std::chrono::steady_clock::now() + timeout;
    while (text_.find(words) == std::string::npos) {
      if (!read_some(give_up)) return false;
    }
    return true;
  }

  // Reads all output and waits for the end: the exit code, or minus the number of the signal that killed it.
  int exit_code() {
    const auto give_up = std::chrono::steady_clock::now() + timeout;
    while (read_some(give_up)) {
    }
    int status = 0;
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
      if (std::chrono::steady_clock::now() > give_up) return -SIGKILL;
      std::this_thread::yield();
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  [[nodiscard]] const std::string& text() const { return text_; }

  // The number behind `"name":` in the output so far; 0 when there is none.
  [[nodiscard]] int number(const std::string& name) const {
    const auto key = '"' + name + "\":";
    const auto at = text_.find(key);
    return at == std::string::npos ? 0 : std::atoi(text_.c_str() + at + key.size());
  }

 private:
  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    all.reserve(texts.size() + 1);
    for (auto& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
  }

  // False at the end of the output, or when the time is over.
  bool read_some(std::chrono::steady_clock::time_point give_up) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(give_up - std::chrono::steady_clock::now());
    pollfd readable{.fd = output_, .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) return false;
    std::array<char, 4096> buffer{};
    const auto got = ::read(output_, buffer.data(), buffer.size());
    if (got <= 0) return false;
    text_.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
  }

  pid_t pid_ = -1;
  int output_ = -1;
  std::string text_;
};

// The sample process; the operations port is any free one unless `environment` names one.
inline Subprocess sample(std::vector<std::string> arguments = {}, std::vector<std::string> environment = {}) {
  environment.emplace_back("PLAZA_OPERATIONS__PORT=0");
  environment.emplace_back("PLAZA_STOP__GRACE_MS=20");
  return {"plaza_process_sample", std::move(arguments), std::move(environment)};
}

}  // namespace plaza
