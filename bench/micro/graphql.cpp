// What reading a GraphQL document costs before any cache helps: one line of JSON.
//   plaza-bench-graphql FILE      parse and validate the document in FILE against a schema of a few types
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "gateway/graphql/language/parser.hpp"
#include "gateway/graphql/validation/validate.hpp"

namespace {

using namespace plaza::graphql;  // NOLINT(google-build-using-namespace): this program is about nothing else

constexpr int rounds = 41;
constexpr int documents_per_round = 500;

// CPU time of this thread: what neighbours take meanwhile is not in it.
double cpu_microseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

template <class Work>
double median_microseconds(Work&& work) {
  std::vector<double> each;
  for (int round = 0; round < rounds; ++round) {
    const auto begun = cpu_microseconds();
    for (int i = 0; i < documents_per_round; ++i) work();
    each.push_back((cpu_microseconds() - begun) / documents_per_round);
  }
  std::ranges::nth_element(each, each.begin() + rounds / 2);
  return each[rounds / 2];
}

int time_document(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  const auto source = content.str();
  const auto schema = Schema::build(*read_sdl("type Query { a: Int }"));
  const auto first = parse(source);
  if (!stream || !first || !validate(**schema, **first).errors.empty()) {
    fmt::print(stderr, "{} is no valid document\n", file);
    return 1;
  }
  std::size_t errors = 0;
  const auto parsing = median_microseconds([&] { errors += parse(source) ? 0 : 1; });
  const auto both = median_microseconds([&] { errors += validate(**schema, **parse(source)).errors.size(); });
  fmt::print("{{\"bytes\":{},\"parse_microseconds\":{:.3f},\"microseconds\":{:.3f}}}\n", source.size(), parsing, both);
  return errors == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2) return time_document(argv[1]);
  fmt::print(stderr, "usage: plaza-bench-graphql FILE\n");
  return 2;
}
