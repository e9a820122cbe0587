#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace plaza {

// What a request is doing at this moment ("handling", "calling pharmacy.search"), for whoever looks at the process from
// outside. Telling it costs some plain stores and never allocates: texts are of static storage.
//
// A value that is handed on with the request's context. It points to a place that outlives all requests (InFlight); a
// handle that is older than what the place shows now does nothing, so a context may outlive its request.
class Activity {
 public:
  // Written by the request's worker, read by anyone. The parts of a step may be seen apart, for a moment.
  struct Place {
    std::atomic<std::uint32_t> generation = 0;
    std::atomic<const char*> doing = "";
    std::atomic<const std::string_view*> service = nullptr;
    std::atomic<const std::string_view*> method = nullptr;

    [[nodiscard]] std::string text() const {
      std::string text = doing.load(std::memory_order_relaxed);
      const auto* of = service.load(std::memory_order_relaxed);
      const auto* name = method.load(std::memory_order_relaxed);
      if (of != nullptr && name != nullptr) text.append(" ").append(*of).append(".").append(*name);
      return text;
    }
  };

  Activity() = default;
  explicit Activity(Place& place) : place_(&place), generation_(place.generation.load(std::memory_order_relaxed)) {}

  // Null when nothing is shown for this request, or no more.
  [[nodiscard]] Place* place() const {
    if (place_ == nullptr || place_->generation.load(std::memory_order_relaxed) != generation_) return nullptr;
    return place_;
  }

  void set(const char* doing) const {
    if (auto* shown = place()) store(*shown, doing, nullptr, nullptr);
  }
  // "calling pharmacy.search".
  void set(const char* doing, const std::string_view& service, const std::string_view& method) const {
    if (auto* shown = place()) store(*shown, doing, &service, &method);
  }

 private:
  static void store(Place& place, const char* doing, const std::string_view* service, const std::string_view* method) {
    place.service.store(service, std::memory_order_relaxed);
    place.method.store(method, std::memory_order_relaxed);
    place.doing.store(doing, std::memory_order_relaxed);
  }

  Place* place_ = nullptr;
  std::uint32_t generation_ = 0;
};

}  // namespace plaza
