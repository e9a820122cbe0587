// Configuration files from anyone who edits one: what is refused names its place, and what is accepted means the same
// when it is printed and read again.
#include "platform/core/config.hpp"

namespace config = plaza::config;

namespace {

void check(bool holds) {
  if (!holds) __builtin_trap();
}

// An option of each kind.
struct Options {
  bool enabled = true;
  std::int64_t offset = -1;
  std::uint64_t bytes_max = 1024;
  std::uint32_t calls_max = 10;
  std::uint16_t port = 8080;
  double share = 0.5;
  std::string name = "a";
  std::string level = "info";
  std::string password;
  std::chrono::milliseconds timeout{1000};
  std::vector<std::string> brokers{"localhost:9092"};

  void describe(config::Section section) {
    const auto server = section.section("server").live();
    server.value("enabled", enabled, "a switch");
    server.value("offset", offset, "a number with a sign", {-1e9, 1e9});
    server.value("bytes_max", bytes_max, "a size", {.min = 1});
    server.value("calls_max", calls_max, "a count", {1, 100});
    server.value("share", share, "a share", {0, 1});
    server.value("timeout_ms", timeout, "a time", {1, 60'000});
    server.choice("level", level, {"debug", "info", "error"}, "one of a few words");
    const auto main = section.section("main");
    main.value("port", port, "a port", {.min = 1});
    main.value("name", name, "a text");
    main.value("brokers", brokers, "a list");
    main.secret("password", password, "not shown");
  }
};

struct Described {
  Options options;
  config::Schema schema;
  Described() { options.describe(config::Section(schema, "")); }
  Described(const Described&) = delete;
  Described& operator=(const Described&) = delete;
};

void read_file(std::string_view text) {
  Described first;
  if (const auto loaded = first.schema.load(text, "a.toml", {}); !loaded) {
    check(!loaded.error().message.empty());
    return;
  }
  // A secret is printed as a mask, which would be read as another secret.
  first.options.password.clear();
  const auto printed = first.schema.print();
  Described second;
  check(second.schema.load(printed, "b.toml", {}).has_value());
  const auto before = first.schema.entries();
  const auto after = second.schema.entries();
  check(before.size() == after.size());
  for (std::size_t n = 0; n < before.size(); ++n) check(before[n].value == after[n].value);
}

void read_live(std::string_view text) {
  Described described;
  const auto settings = described.schema.read_live(text, "live.toml");
  if (!settings) return;
  for (const auto& [path, setting] : *settings) {
    const auto* field = described.schema.find(path);
    check(field != nullptr && field->live && setting.index() == field->target.index());
  }
  check(described.schema.load(text, "a.toml", {}).has_value());
}

// The input's lines as values of variables.
void read_environment(std::string_view text) {
  static constexpr std::array variables{"PLAZA_SERVER__OFFSET", "PLAZA_SERVER__TIMEOUT_MS", "PLAZA_SERVER__SHARE",
                                        "PLAZA_MAIN__BROKERS",  "PLAZA_MAIN__PORT",         "PLAZA_SERVER__ENABLED"};
  std::map<std::string, std::string> environment;
  for (const auto* variable : variables) {
    const auto end = std::min(text.find('\n'), text.size());
    environment[variable] = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  Described described;
  if (!described.schema.load("", "a.toml", environment)) return;
  check(described.options.port >= 1 && described.options.share >= 0 && described.options.share <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_file(text);
  read_live(text);
  read_environment(text);
  return 0;
}
