// The models that are served, as a folder or a file has them; looks for changes.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "server/served_model.h"

namespace keratin::server {

using ModelPtr = std::shared_ptr<const ServedModel>;

/// A version as the status says it; without a model when it could not be loaded.
struct VersionStatus {
  int64_t version;
  ModelPtr model;
  std::string error;
};

/// A version as folders and addresses have it, "12"; nothing for what is no whole number.
std::optional<int64_t> version_of(std::string_view text);

struct StoreOptions {
  std::string path = {};  // as ServeOptions
  std::string name = {};
  double reload_seconds = 1;
  BatcherOptions batching = {};
  std::function<void(std::string_view line)> log = {};
};

class ModelStore {
 public:
  /// Loads what is there. Throws FileError when that is nothing, or nothing of it can be loaded.
  ModelStore(StoreOptions options, TaskPool& pool, Metrics& metrics);
  ~ModelStore();

  /// The version, or the latest one (version < 0). Throws Refusal 404, in TensorFlow Serving's
  /// words, when there is none.
  ModelPtr find(std::string_view name, int64_t version = -1) const;
  /// All versions; empty for an unknown name.
  std::vector<VersionStatus> versions(std::string_view name) const;
  std::vector<std::string> names() const;

  /// Looks at the files, loads what is new or other, and lets go what is gone; requests that run
  /// keep what they have. Called every reload_seconds.
  void look();
  /// Drops what waits for the models, when nobody waits for answers any more.
  void forget();

 private:
  struct Mark {                               // tells one file from another that took its place
    int64_t modified_ns = 0, changed_ns = 0;  // its bytes, and its name or who may read it
    uint64_t inode = 0, bytes = 0;
    bool operator==(const Mark&) const = default;
  };
  struct Found {
    std::string path;
    Mark mark;
  };
  struct Entry {
    Mark mark;
    ModelPtr model;
    std::string error;
    int tries = 0, looks = 0;  // how often it could not be loaded, and how often nobody tried since
  };
  using Key = std::pair<std::string, int64_t>;
  struct Files {
    std::map<Key, Found> found;
    /// Models of which a folder or a file could not be looked at, and why.
    std::map<std::string, std::string> unread;
  };
  using Entries = std::map<Key, Entry>;

  Files files() const;
  void add_all(Files& files) const;
  void add_versions(Files& files, const std::string& name, const std::string& folder) const;
  void say_unread(const Files& files);
  Entry next(const Key& key, const Found& found, const Entry* before) const;
  Entry loaded(const Key& key, const Found& found, const Entry* before) const;
  void watch();
  void say(const std::string& line) const;

  const StoreOptions options_;
  TaskPool& pool_;
  Metrics& metrics_;
  std::mutex looking_;                         // one look at a time
  std::map<std::string, std::string> unread_;  // as the last look found it
  mutable std::mutex mutex_;
  Entries entries_;
  std::condition_variable ends_;
  bool is_ending_ = false;
  std::thread watcher_;
};

}  // namespace keratin::server
