// Bodies from anyone: what is refused says where it is wrong, and what is accepted means the same when it is written
// and read again.
#include "gateway/description/example_types_test.hpp"
#include "gateway/description/from_json.hpp"
#include "gateway/description/to_json.hpp"

namespace gateway = plaza::gateway;

namespace {

void check(bool holds) {
  if (!holds) __builtin_trap();
}

template <class T>
void read(gateway::JsonReader& reader, std::string_view text) {
  const auto value = reader.read<T>(text);
  if (!value) {
    check(value.error().code == plaza::Code::invalid_argument && !value.error().message.empty());
    check(value.error().fields.size() <= gateway::BodyFaults::faults_max);
    for (const auto& fault : value.error().fields) {
      check(!fault.detail.empty() && (fault.pointer.empty() || fault.pointer.starts_with('/')));
    }
    return;
  }
  const auto written = gateway::to_json(*value);
  const auto again = reader.read<T>(written);
  check(again.has_value() && gateway::to_json(*again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // One reader for all, as a worker has: nothing of one body may be left for the next.
  static gateway::JsonReader reader;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read<gateway::example::Thing>(reader, text);
  read<gateway::example::Shelf>(reader, text);
  read<gateway::example::Maybe>(reader, text);
  return 0;
}
