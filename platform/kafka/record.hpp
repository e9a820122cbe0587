#pragma once

#include <string>
#include <vector>

namespace plaza::kafka {

struct Header {
  std::string name;
  std::string value;

  bool operator==(const Header&) const = default;
};

// What is written to a topic. Records of one key keep their order: the key alone chooses the partition.
struct Record {
  std::string topic;
  std::string key;
  std::string value;
  std::vector<Header> headers;

  bool operator==(const Record&) const = default;
};

}  // namespace plaza::kafka
