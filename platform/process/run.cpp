#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <fmt/format.h>

#include "platform/core/dynamic.hpp"
#include "platform/core/read_file.hpp"
#include "platform/process/command_line.hpp"
#include "platform/process/process.hpp"
#include "platform/process/process_options.hpp"
#include "platform/process/running_process.hpp"
#include "platform/process/stop_signal.hpp"

namespace plaza {
namespace {

constexpr int failed = 1;
constexpr int refused = 2;
constexpr std::uint64_t config_bytes_max = 1024UL * 1024;

// The overrides that the schema names: PLAZA_SECTION__KEY, and the one option outside of all sections.
std::map<std::string, std::string> overrides() {
  auto found = config::environment_overrides();
  if (const char* workers = std::getenv("PLAZA_WORKERS")) found.emplace("PLAZA_WORKERS", workers);
  return found;
}

Result<void> load(config::Schema& schema, const std::string& file) {
  std::string text;
  if (!file.empty()) {
    auto read = read_file(file, config_bytes_max);
    if (!read) return fail(Code::invalid_argument, "cannot read " + read.error().message);
    text = std::move(*read);
  }
  return schema.load(text, file.empty() ? "no file" : file, overrides());
}

// Says on standard error what is wrong with the dynamic file. A running process would go on without it; --check-config
// exists to find such a file before it is put in place.
int check(std::string_view name, const config::Reload& dynamic) {
  using Outcome = config::Reload::Outcome;
  if (dynamic.outcome == Outcome::refused) {
    fmt::print(stderr, "plaza-{}: the dynamic configuration is refused: {}\n", name, dynamic.reason);
    return refused;
  }
  if (dynamic.outcome == Outcome::missing) {
    fmt::print(stderr, "plaza-{}: there is no dynamic configuration yet: {}\n", name, dynamic.reason);
  }
  fmt::print(stderr, "plaza-{}: the configuration is valid\n", name);
  return 0;
}

int run_body(std::string_view name, const ProcessOptions& options, config::Dynamic& dynamic, config::Reload first,
             StopSignal& signal, const ProcessBody& body) {
  RunningProcess process(name, options, dynamic, std::move(first), signal);
  std::string problem;
  try {
    const auto done = body(process);
    if (done) return 0;
    problem = done.error().message;
  } catch (const std::exception& error) {
    problem = error.what();
  }
  process.log().error("failed", {{"reason", problem}});
  return failed;
}

}  // namespace

int run(int argc, char** argv, std::string_view name, const std::function<void(config::Section)>& describe,
        const ProcessBody& body) {
  const auto parsed = parse_command_line(argc, argv, name);
  if (const auto* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  const auto& wishes = std::get<CommandLine>(parsed);

  ProcessOptions options;
  config::Schema schema;
  const config::Section root(schema, "");
  options.describe_first(root);
  describe(root);
  options.describe_last(root);
  if (const auto loaded = load(schema, wishes.config_file); !loaded) {
    fmt::print(stderr, "plaza-{}: {}\n", name, loaded.error().message);
    return refused;
  }
  config::Dynamic dynamic(schema, options.dynamic);
  auto first = dynamic.read();
  if (wishes.print_config) fmt::print("{}", config::print(dynamic.entries()));
  if (wishes.check_config) return check(name, first);
  if (wishes.print_config) return 0;

  StopSignal signal;
  return run_body(name, options, dynamic, std::move(first), signal, body);
}

}  // namespace plaza
