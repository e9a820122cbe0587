#include "platform/process/command_line.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "platform/process/version.hpp"

namespace plaza {

std::variant<CommandLine, int> parse_command_line(int argc, char** argv, std::string_view name) {
  const auto program = fmt::format("plaza-{}", name);
  CommandLine wishes;
  CLI::App app(fmt::format("The {} process of Plaza.", name), program);
  app.footer(
      "Options are also read from the environment: PLAZA_SECTION__KEY.\n"
      "Exit codes: 0 after an orderly stop, 1 when something failed, 2 for a refused command line or configuration.");
  app.add_option("--config", wishes.config_file, "TOML file with the configuration")->type_name("FILE");
  app.add_flag("--check-config", wishes.check_config, "Check the configuration and leave");
  app.add_flag("--print-config", wishes.print_config, "Print the effective configuration and leave");
  app.set_version_flag("--version", fmt::format("{} {}", program, version()), "Print the version and leave");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return wishes;
}

}  // namespace plaza
