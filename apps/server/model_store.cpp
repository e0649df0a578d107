#include "server/model_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "server/message.h"
#include "server/metrics.h"

namespace keratin::server {
namespace {

namespace fs = std::filesystem;

bool is_model_file(const fs::path& path) {
  const std::string end = path.extension().string();
  if (end != ".keras" && end != ".h5" && end != ".hdf5") return false;
  const std::string name = path.filename().string();
  // Files that are being written, and weights alone.
  return name.front() != '.' && !path.stem().string().ends_with(".weights");
}

/// A folder's name as a version; -1 when it is none.
int64_t version_of(const fs::path& path) {
  const std::string name = path.filename().string();
  int64_t version = -1;
  const char* end = name.data() + name.size();
  const auto result = std::from_chars(name.data(), end, version);
  return result.ec == std::errc() && result.ptr == end && version >= 0 ? version : -1;
}

/// What is in a folder, sorted; nothing when it cannot be read.
std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> result;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    result.push_back(at->path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

std::string name_of_folder(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::canonical(path, error);
  return (error ? fs::path(path) : whole).filename().string();
}

}  // namespace

ModelStore::ModelStore(StoreOptions options, TaskPool& pool, Metrics& metrics)
    : options_(std::move(options)), pool_(pool), metrics_(metrics) {
  if (files().empty()) {
    throw_file_error(text("there is no model to serve at ", options_.path), {},
                     "a .keras or .h5 file, or a folder of NAME/VERSION/model.keras");
  }
  look();
  const auto is_served = [](const auto& entry) { return entry.second.model != nullptr; };
  if (std::none_of(entries_.begin(), entries_.end(), is_served)) {
    throw_file_error(
        text("no model at ", options_.path, " can be served: ", entries_.begin()->second.error));
  }
  if (options_.reload_seconds > 0) watcher_ = std::thread([this] { watch(); });
}

ModelStore::~ModelStore() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  ends_.notify_all();
  if (watcher_.joinable()) watcher_.join();
}

void ModelStore::say(const std::string& line) const {
  if (options_.log) options_.log(line);
}

void ModelStore::watch() {
  const std::chrono::duration<double> pause(options_.reload_seconds);
  std::unique_lock lock(mutex_);
  while (!ends_.wait_for(lock, pause, [this] { return is_ending_; })) {
    lock.unlock();
    look();
    lock.lock();
  }
}

void ModelStore::add_versions(Files& files, const std::string& name,
                              const std::string& folder) const {
  for (const fs::path& part : entries_of(folder)) {
    const int64_t version = version_of(part);
    if (version < 0 || !is_folder(part)) continue;
    for (const fs::path& file : entries_of(part)) {
      if (is_model_file(file)) files.try_emplace({name, version}, Found{file.string(), {}});
    }
  }
}

ModelStore::Files ModelStore::files() const {
  Files files;
  const fs::path root(options_.path);
  if (!is_folder(root) || is_model_file(root)) {
    const std::string stem = root.stem().string();
    files[{options_.name.empty() ? stem : options_.name, 1}] = {options_.path, {}};
  } else {
    add_versions(files, options_.name.empty() ? name_of_folder(options_.path) : options_.name,
                 options_.path);
    for (const fs::path& part : entries_of(root)) {
      if (is_model_file(part)) files.try_emplace({part.stem().string(), 1}, Found{part, {}});
      if (is_folder(part)) add_versions(files, part.filename().string(), part.string());
    }
  }
  for (auto entry = files.begin(); entry != files.end();) {
    struct stat status {};
    if (stat(entry->second.path.c_str(), &status) != 0) {
      entry = files.erase(entry);
      continue;
    }
    const int64_t seconds = status.st_mtim.tv_sec;
    entry->second.mark = {seconds * 1'000'000'000 + status.st_mtim.tv_nsec, status.st_ino,
                          static_cast<uint64_t>(status.st_size)};
    ++entry;
  }
  return files;
}

ModelStore::Entry ModelStore::loaded(const Key& key, const Found& found,
                                     const Entry* before) const {
  Entry entry{found.mark, nullptr, {}};
  try {
    entry.model =
        ServedModel::load(found.path, key.first, key.second, options_.batching, pool_, metrics_);
    say(text("loaded ", key.first, " version ", key.second, " from ", found.path));
  } catch (const std::exception& error) {
    entry.error = error.what();
    // A file that is no model, or none yet, does not end the one that answers.
    if (before) entry.model = before->model;
    say(text("cannot load ", key.first, " version ", key.second, " from ", found.path, ": ",
             entry.error));
  }
  metrics_.count_reload(entry.error.empty());
  return entry;
}

void ModelStore::look() {
  const std::lock_guard one_at_a_time(looking_);
  const Files now = files();
  Entries before;
  {
    const std::lock_guard lock(mutex_);
    before = entries_;
  }
  // A file that is gone for a moment, or a folder that is out of reach, does not end the service.
  const bool is_out_of_reach = now.empty();
  Entries after = is_out_of_reach ? before : Entries();
  for (const auto& [key, found] : now) {
    const auto known = before.find(key);
    const bool is_same = known != before.end() && known->second.mark == found.mark;
    const Entry* old = known != before.end() ? &known->second : nullptr;
    after[key] = is_same ? *old : loaded(key, found, old);
  }
  for (const auto& [key, entry] : before) {
    if (!after.contains(key)) say(text("let go ", key.first, " version ", key.second));
  }
  int64_t served = 0;
  for (const auto& [key, entry] : after) served += entry.model != nullptr;
  metrics_.models = served;
  const std::lock_guard lock(mutex_);
  entries_.swap(after);
}

ModelPtr ModelStore::find(std::string_view name, int64_t version) const {
  const std::lock_guard lock(mutex_);
  ModelPtr latest;
  for (const auto& [key, entry] : entries_) {
    if (key.first != name || !entry.model) continue;
    if (version < 0 || key.second == version) latest = entry.model;
  }
  if (latest) return latest;
  const std::string which =
      version < 0 ? text("Latest(", name, ")") : text("Specific(", name, ", ", version, ")");
  throw Refusal{404, "Servable not found for request: " + which};
}

std::vector<VersionStatus> ModelStore::versions(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  std::vector<VersionStatus> result;
  for (const auto& [key, entry] : entries_) {
    if (key.first == name) result.push_back({key.second, entry.model, entry.error});
  }
  return result;
}

std::vector<std::string> ModelStore::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> result;
  for (const auto& [key, entry] : entries_) {
    if (result.empty() || result.back() != key.first) result.push_back(key.first);
  }
  return result;
}

}  // namespace keratin::server
