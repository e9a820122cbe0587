#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include <sys/inotify.h>

namespace plaza {

// The inotify watches that see when a path begins to mean another file, or that file changes: one on each directory
// that the kernel looks into on its way, through symbolic links as well, for the name it looks up there. So a renamed
// directory, a swapped link (as Kubernetes updates a mounted ConfigMap) and a file put in place of another are all
// seen.
class PathWatches {
 public:
  // `inotify`: an open descriptor of inotify_init1, or -1, and then nothing is ever seen. Not owned.
  explicit PathWatches(int inotify) : inotify_(inotify) {}

  // Sets the watches for what the path means now, and takes away those that are no longer on its way. What changes
  // after this call has an event: look at the file after it. `path` is absolute.
  void renew(const std::filesystem::path& path);

  // Whether an event is about this path.
  [[nodiscard]] bool concerns(const inotify_event& event) const;

 private:
  using Names = std::map<int, std::set<std::string>>;  // watch → names in its directory
  void add(Names& names, const std::filesystem::path& directory, const std::string& name) const;

  int inotify_;
  Names names_;
};

}  // namespace plaza
