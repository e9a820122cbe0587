#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "platform/core/error.hpp"

// Configuration: each part of a process describes its options once, and reading, checking, overriding and printing
// follow from that description.
//
//   struct ServerOptions {
//     std::uint16_t port = 8080;
//     void describe(config::Section section) { section.value("port", port, "TCP port to listen on"); }
//   };
//
// Precedence: built-in default, then the TOML file, then the dynamic file (dynamic.hpp) for options that are live, then
// the environment (PLAZA_SECTION__KEY). Units stand at the end of names (`timeout_ms`, `body_bytes_max`).
namespace plaza::config {

// Inclusive bounds of a number.
struct Range {
  double min = -9.2e18;
  double max = 9.2e18;
};

enum class Source : std::uint8_t { built_in, file, dynamic_file, environment };
std::string_view to_string(Source source);

using std::chrono::milliseconds;
using Target = std::variant<bool*, std::int64_t*, std::uint64_t*, std::uint32_t*, std::uint16_t*, double*, std::string*,
                            milliseconds*, std::vector<std::string>*>;
// A value as an option holds it: the alternatives are those of Target, in its order.
using Setting = std::variant<bool, std::int64_t, std::uint64_t, std::uint32_t, std::uint16_t, double, std::string,
                             milliseconds, std::vector<std::string>>;
using Settings = std::map<std::string, Setting, std::less<>>;  // by the option's path

// What a text must be and is not ("must be an address, not \"here\""); empty: it is well.
using Check = std::string (*)(std::string_view text);

struct Field {
  std::string path;  // "http.port"
  std::string help;
  Target target;
  Range range{};
  std::vector<std::string> choices{};  // the accepted words of a text; empty: any
  Check check = nullptr;               // of a text, or of each text of a list
  bool secret = false;                 // never printed
  bool live = false;                   // may be changed while the process runs
  Source source = Source::built_in;
};

// One line of the effective configuration.
struct Entry {
  std::string path;
  std::string help;
  std::string value;  // as TOML; secrets are masked
  Source source = Source::built_in;
  bool live = false;
};

// The effective configuration as TOML, each value with its help and its source as comments.
std::string print(const std::vector<Entry>& entries);

// All options of a process. Holds pointers into the options structs, which must outlive it.
class Schema {
 public:
  // Adds a described option. Paths are unique: a second one is a programmer's error and throws std::logic_error.
  Field& add(Field field);
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  [[nodiscard]] Field* find(std::string_view path);
  [[nodiscard]] const Field* find(std::string_view path) const;

  // Reads TOML text, then the environment, into the options. Unknown names are refused, the nearest known one named.
  // All problems are reported together, one FieldError each; `file_name` is used in messages only.
  [[nodiscard]] Result<void> load(std::string_view toml_text, std::string_view file_name,
                                  const std::map<std::string, std::string>& environment);

  // What TOML text says about live options, checked as load() does, but stored nowhere. An option that is not live is
  // refused like an unknown name.
  [[nodiscard]] Result<Settings> read_live(std::string_view toml_text, std::string_view file_name) const;

  // What the options hold now.
  [[nodiscard]] std::vector<Entry> entries() const;
  [[nodiscard]] std::string print() const { return config::print(entries()); }

 private:
  std::vector<Field> fields_;
};

// Where an options struct describes itself: a place in the schema.
class Section {
 public:
  Section(Schema& schema, std::string path, bool live = false)
      : schema_(&schema), path_(std::move(path)), live_(live) {}

  [[nodiscard]] Section section(std::string_view name) const;
  // The same place, for options that may be changed while the process runs: whoever describes one has something that
  // follows it (Dynamic::section).
  [[nodiscard]] Section live() const { return {*schema_, path_, true}; }

  template <class T>
  void value(std::string_view name, T& target, std::string_view help, Range range = {}) const {
    add(name, &target, help, range);
  }
  void choice(std::string_view name, std::string& target, std::vector<std::string> choices,
              std::string_view help) const;
  // Texts that have a form of their own.
  void checked(std::string_view name, std::string& target, std::string_view help, Check check) const;
  void checked(std::string_view name, std::vector<std::string>& target, std::string_view help, Check each) const;
  void secret(std::string_view name, std::string& target, std::string_view help) const;

 private:
  void add(std::string_view name, Target target, std::string_view help, Range range) const;
  void add(std::string_view name, Field field) const;
  [[nodiscard]] std::string full(std::string_view name) const;

  Schema* schema_;
  std::string path_;
  bool live_;
};

// The variables of this process's environment that configuration looks at: PLAZA_…__….
std::map<std::string, std::string> environment_overrides();

}  // namespace plaza::config
