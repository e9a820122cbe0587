#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace plaza {

// What the command line asks for.
struct CommandLine {
  std::string config_file;  // empty: none, only defaults and the environment
  bool check_config = false;
  bool print_config = false;
};

// The command line's wishes, or the exit code when all is done (--help, --version: 0) or it was refused (2, the reason
// on standard error).
std::variant<CommandLine, int> parse_command_line(int argc, char** argv, std::string_view name);

}  // namespace plaza
