#include "platform/core/path_watches.hpp"

#include <deque>
#include <system_error>

namespace plaza {
namespace {

namespace fs = std::filesystem;

constexpr int links_max = 40;  // as many as the kernel follows (path_resolution(7))
constexpr std::uint32_t interesting = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_MODIFY | IN_CLOSE_WRITE |
                                      IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

// Puts the components of `path` before those that are still to be walked.
void prepend(std::deque<std::string>& rest, const fs::path& path) {
  const auto relative = path.relative_path();
  std::deque<std::string> parts;
  for (const auto& part : relative) parts.push_back(part.native());
  rest.insert(rest.begin(), parts.begin(), parts.end());
}

}  // namespace

void PathWatches::add(Names& names, const fs::path& directory, const std::string& name) const {
  const int watch = ::inotify_add_watch(inotify_, directory.c_str(), interesting);
  // Without the right to read a directory it cannot be watched; its owner's changes are found by looking now and then.
  if (watch >= 0) names[watch].insert(name);
}

void PathWatches::renew(const fs::path& path) {
  if (inotify_ < 0) return;
  Names names;
  std::deque<std::string> rest;
  prepend(rest, path);
  fs::path directory = "/";  // always the real one, so that ".." is its parent
  for (int links = 0; !rest.empty() && links <= links_max;) {
    const auto name = std::move(rest.front());
    rest.pop_front();
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      directory = directory.parent_path();
      continue;
    }
    // First the watch, then the look: a change in between has an event.
    add(names, directory, name);
    std::error_code error;
    const auto kind = fs::symlink_status(directory / name, error).type();
    if (kind == fs::file_type::symlink) {
      const auto target = fs::read_symlink(directory / name, error);
      if (error) break;
      if (target.is_absolute()) directory = "/";
      prepend(rest, target);
      ++links;
    } else if (kind == fs::file_type::directory) {
      directory /= name;
    } else {
      break;  // the file, or nothing yet
    }
  }
  for (const auto& [watch, unused] : names_) {
    if (!names.contains(watch)) ::inotify_rm_watch(inotify_, watch);
  }
  names_ = std::move(names);
}

bool PathWatches::concerns(const inotify_event& event) const {
  if ((event.mask & IN_Q_OVERFLOW) != 0) return true;  // events are lost: anything may have happened
  const auto found = names_.find(event.wd);
  if (found == names_.end()) return false;
  return event.len == 0 || found->second.contains(event.name);
}

}  // namespace plaza
