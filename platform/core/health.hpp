#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace plaza {

// Whether this process may be sent requests. Parts report under a name; it is ready when all that were declared are,
// and it is not stopping. Thread-safe.
class Health {
 public:
  struct Check {
    bool ready = false;
    std::string detail;  // for people: "no snapshot yet"
  };

  // Declares a part that is not ready yet, or changes what is known of it.
  void set(std::string_view part, bool ready, std::string_view detail = {});
  // From now on not ready, whatever the parts say.
  void begin_stopping() { stopping_.store(true); }

  [[nodiscard]] bool stopping() const { return stopping_.load(); }
  [[nodiscard]] bool ready() const;
  [[nodiscard]] std::map<std::string, Check> checks() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Check> checks_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace plaza
