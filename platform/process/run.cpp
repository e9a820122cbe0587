#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "platform/process/command_line.hpp"
#include "platform/process/process.hpp"
#include "platform/process/process_options.hpp"
#include "platform/process/running_process.hpp"
#include "platform/process/stop_signal.hpp"

namespace plaza {
namespace {

constexpr int failed = 1;
constexpr int refused = 2;

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file) {
    return fail(Code::invalid_argument,
                fmt::format("cannot read {}: {}", path, std::generic_category().message(errno)));
  }
  return std::move(text).str();
}

// The overrides that the schema names: PLAZA_SECTION__KEY, and the one option outside of all sections.
std::map<std::string, std::string> overrides() {
  auto found = config::environment_overrides();
  if (const char* workers = std::getenv("PLAZA_WORKERS")) found.emplace("PLAZA_WORKERS", workers);
  return found;
}

Result<void> load(config::Schema& schema, const std::string& file) {
  std::string text;
  if (!file.empty()) {
    auto read = read_file(file);
    if (!read) return std::unexpected(std::move(read).error());
    text = std::move(*read);
  }
  return schema.load(text, file.empty() ? "no file" : file, overrides());
}

int run_body(std::string_view name, const ProcessOptions& options, const config::Schema& schema, StopSignal& signal,
             const ProcessBody& body) {
  RunningProcess process(name, options, schema, signal);
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
  if (wishes.print_config) fmt::print("{}", schema.print());
  if (wishes.check_config) fmt::print(stderr, "plaza-{}: the configuration is valid\n", name);
  if (wishes.print_config || wishes.check_config) return 0;

  StopSignal signal;
  return run_body(name, options, schema, signal, body);
}

}  // namespace plaza
