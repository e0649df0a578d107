#include "server/model_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
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

/// What is in a folder, sorted; the error says when that is not all.
std::vector<fs::path> entries_of(const fs::path& folder, std::error_code& error) {
  std::vector<fs::path> result;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    result.push_back(at->path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

bool is_gone(const std::error_code& error) {
  return error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
}

int64_t nanoseconds(const timespec& time) {
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

/// The name by which the user knows it: a link's own, not that of what it leads to today.
std::string name_of_folder(const std::string& path) {
  const fs::path whole = fs::absolute(path).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

}  // namespace

std::optional<int64_t> version_of(std::string_view text) {
  int64_t version = -1;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, version);
  if (result.ec != std::errc() || result.ptr != end || version < 0) return {};
  return version;
}

ModelStore::ModelStore(StoreOptions options, TaskPool& pool, Metrics& metrics)
    : options_(std::move(options)), pool_(pool), metrics_(metrics) {
  const Files now = files();
  if (now.found.empty()) {
    const std::string why = now.unread.empty() ? "" : ": " + now.unread.begin()->second;
    throw_file_error(text("there is no model to serve at ", options_.path, why), {},
                     "a .keras or .h5 file, or a folder of NAME/VERSION/model.keras");
  }
  const auto has_name = [&](const auto& file) { return file.first.first == options_.name; };
  if (!options_.name.empty() && std::none_of(now.found.begin(), now.found.end(), has_name)) {
    throw_value_error(text("the name '", options_.name, "' is for one model; at ", options_.path,
                           " are several, each with its own name"));
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
    try {
      look();
    } catch (const std::exception& error) {
      say(text("cannot look at ", options_.path, ": ", error.what()));
    }
    lock.lock();
  }
}

void ModelStore::add_versions(Files& files, const std::string& name,
                              const std::string& folder) const {
  const auto list = [&](const fs::path& path) {
    std::error_code error;
    const std::vector<fs::path> entries = entries_of(path, error);
    if (error && !is_gone(error)) files.unread[name] = text(path.string(), ": ", error.message());
    return entries;
  };
  for (const fs::path& part : list(folder)) {
    const std::optional<int64_t> version = version_of(part.filename().string());
    if (!version || !is_folder(part)) continue;
    for (const fs::path& file : list(part)) {
      if (is_model_file(file)) files.found.try_emplace({name, *version}, Found{file.string(), {}});
    }
  }
}

/// The paths of all models.
void ModelStore::add_all(Files& files) const {
  const fs::path root(options_.path);
  if (!is_folder(root) || is_model_file(root)) {
    const std::string stem = root.stem().string();
    files.found[{options_.name.empty() ? stem : options_.name, 1}] = {options_.path, {}};
    return;
  }
  add_versions(files, options_.name.empty() ? name_of_folder(options_.path) : options_.name,
               options_.path);
  std::error_code error;
  for (const fs::path& part : entries_of(root, error)) {
    if (is_model_file(part)) files.found.try_emplace({part.stem().string(), 1}, Found{part, {}});
    if (is_folder(part)) add_versions(files, part.filename().string(), part.string());
  }
}

ModelStore::Files ModelStore::files() const {
  Files files;
  add_all(files);
  for (auto entry = files.found.begin(); entry != files.found.end();) {
    Found& found = entry->second;
    struct stat status {};
    if (stat(found.path.c_str(), &status) == 0) {
      found.mark = {nanoseconds(status.st_mtim), nanoseconds(status.st_ctim), status.st_ino,
                    static_cast<uint64_t>(status.st_size)};
      ++entry;
      continue;
    }
    const std::error_code error(errno, std::generic_category());
    if (!is_gone(error)) files.unread[entry->first.first] = found.path + ": " + error.message();
    entry = files.found.erase(entry);
  }
  return files;
}

/// What can be looked at no more, once.
void ModelStore::say_unread(const Files& files) {
  for (const auto& [name, why] : files.unread) {
    if (!unread_.contains(name)) say(text("cannot look at ", why));
  }
  unread_ = files.unread;
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
    const bool is_again = before && before->mark == found.mark;
    entry.tries = is_again ? before->tries + 1 : 1;
    if (!is_again || before->error != entry.error) {
      say(text("cannot load ", key.first, " version ", key.second, " from ", found.path, ": ",
               entry.error));
    }
  }
  metrics_.count_reload(entry.error.empty());
  return entry;
}

/// What a file is served as from now on.
ModelStore::Entry ModelStore::next(const Key& key, const Found& found, const Entry* before) const {
  if (!before || before->mark != found.mark) return loaded(key, found, before);
  // What failed may have failed for want of memory or of files: it is tried again, after twice as
  // many looks each time.
  constexpr int most = 10;
  const bool is_due = before->looks + 1 >= 1 << std::min(before->tries, most);
  if (before->tries > 0 && is_due) return loaded(key, found, before);
  Entry same = *before;
  ++same.looks;
  return same;
}

void ModelStore::forget() {
  Entries entries;
  {
    const std::lock_guard lock(mutex_);
    entries = entries_;
  }
  for (const auto& [key, entry] : entries) {
    if (entry.model) entry.model->batcher().forget();
  }
}

void ModelStore::look() {
  const std::lock_guard one_at_a_time(looking_);
  const Files now = files();
  say_unread(now);
  Entries before;
  {
    const std::lock_guard lock(mutex_);
    before = entries_;
  }
  // A file that is gone for a moment, or a folder that is out of reach, does not end the service.
  const bool is_out_of_reach = now.found.empty();
  Entries after;
  for (const auto& [key, entry] : before) {
    if (is_out_of_reach || now.unread.contains(key.first)) after[key] = entry;
  }
  for (const auto& [key, found] : now.found) {
    const auto known = before.find(key);
    after[key] = next(key, found, known != before.end() ? &known->second : nullptr);
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
