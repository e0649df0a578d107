#include "keratin/saving/sharded_internal.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <set>

#include "keratin/base/atomic_file_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/saving/json.h"
#include "keratin/saving/weight_sources_internal.h"

namespace keratin::saving {
namespace {

constexpr std::string_view kEnd = ".weights.json";
constexpr uint64_t kMapBytes = uint64_t{64} << 20;

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

std::string shard_name(const std::string& path, size_t number) {
  std::string base = path.substr(folder_of(path).size());
  base.resize(base.size() - kEnd.size());
  std::string digits = std::to_string(number);
  digits.insert(0, 5 - std::min<size_t>(5, digits.size()), '0');
  return text(base, "_", digits, ".weights.h5");
}

std::set<std::string> files_in(const Config& map) {
  std::set<std::string> files;
  for (const auto& [group, where] : map["weight_map"].as_config()) {
    if (where.is_string()) files.insert(where.as_string());
    if (!where.is_list()) continue;
    for (const ConfigValue& one : where.as_list()) files.insert(one.as_string());
  }
  return files;
}

/// The tensors of all parts, each in the file that has it.
class ShardedTensors final : public TensorSource {
 public:
  explicit ShardedTensors(const std::string& path) : name_(path) {
    const std::vector<uint8_t> bytes = read_file(path, kMapBytes);
    std::set<std::string> files;
    try {
      files = files_in(parse_json(std::string(bytes.begin(), bytes.end())).as_config());
    } catch (const ValueError& error) {
      throw_file_error(text(path, ": is no map of weights: ", error.rule()));
    }
    for (const std::string& file : files) add(path, file);
  }

  const std::string& name() const override { return name_; }
  const std::vector<Entry>& entries() const override { return entries_; }
  void read(size_t i, std::span<uint8_t> out) const override {
    parts_[places_[i].first]->read(places_[i].second, out);
  }
  void check(size_t i) const override { parts_[places_[i].first]->check(places_[i].second); }

 private:
  void add(const std::string& path, const std::string& file) {
    if (file.empty() || file.find('/') != std::string::npos || file == "." || file == "..") {
      throw_file_error(text(path, ": names the part '", file,
                            "', which would be in another folder, and is not read"));
    }
    parts_.push_back(hdf5_tensors(file_source(folder_of(path) + file)));
    const std::vector<Entry>& own = parts_.back()->entries();
    for (size_t i = 0; i < own.size(); ++i) {
      entries_.push_back(own[i]);
      places_.emplace_back(parts_.size() - 1, i);
    }
  }

  std::string name_;
  std::vector<std::unique_ptr<TensorSource>> parts_;
  std::vector<Entry> entries_;
  std::vector<std::pair<size_t, size_t>> places_;  // part, and entry of it
};

/// As Python's json.dumps(..., indent=4).
std::string map_text(uint64_t total, const std::vector<std::pair<std::string, ConfigValue>>& map) {
  std::string out = text("{\n    \"metadata\": {\n        \"total_size\": ", total,
                         "\n    },\n    \"weight_map\": {");
  for (size_t i = 0; i < map.size(); ++i) {
    out += text(i > 0 ? ",\n        " : "\n        ", ConfigValue(map[i].first).to_string(), ": ");
    if (map[i].second.is_string()) {
      out += map[i].second.to_string();
      continue;
    }
    const ConfigValue::List& files = map[i].second.as_list();
    for (size_t k = 0; k < files.size(); ++k) {
      out += text(k > 0 ? "," : "[", "\n            ", files[k].to_string());
    }
    out += "\n        ]";
  }
  return out + (map.empty() ? "}\n}" : "\n    }\n}");
}

}  // namespace

namespace {

/// The parts change one after another: while they do there is no map of them. One that AtomicFile
/// writes through, instead of replacing it, stays.
void remove_map(const std::string& path) {
  std::error_code failure;
  const std::filesystem::path target = std::filesystem::canonical(path, failure);  // of links
  if (failure || !std::filesystem::is_regular_file(target, failure)) return;
  if (std::filesystem::hard_link_count(target, failure) != 1) return;
  std::filesystem::remove(target, failure);
  if (failure) throw_file_error(text(path, ": cannot be replaced: ", failure.message()));
}

}  // namespace

void write_sharded(const std::string& path, const std::vector<Hdf5Entry>& entries,
                   std::optional<double> max_shard_size) {
  const double gigabytes = max_shard_size.value_or(5);
  if (!(gigabytes > 0)) {
    throw_value_error(text("save_weights: max_shard_size must be above 0, received ", gigabytes));
  }
  const double most = gigabytes * 1024 * 1024 * 1024;
  std::vector<std::vector<Hdf5Entry>> shards(1);
  std::vector<std::pair<std::string, ConfigValue>> map;
  double size = 0;
  uint64_t total = 0;
  const Hdf5Entry* group = nullptr;
  for (const Hdf5Entry& entry : entries) {
    if (!entry.tensor) {  // written with its first tensor
      group = &entry;
      continue;
    }
    const auto bytes = static_cast<double>(entry.tensor->nbytes());
    if (bytes > most) {
      throw_value_error(text("The size of ", entry.path, " is ", readable_size(bytes),
                             " which exceeds the maximum shard size ", readable_size(most)),
                        {}, "increase max_shard_size");
    }
    if (size + bytes > most) {
      shards.emplace_back();
      size = 0;
    }
    size += bytes;
    total += entry.tensor->nbytes();
    const std::string file = shard_name(path, shards.size() - 1);
    const bool is_new = map.empty() || map.back().first != group->path;
    if (is_new) map.emplace_back(group->path, file);
    ConfigValue& where = map.back().second;
    const std::string last =
        where.is_string() ? where.as_string() : where.as_list().back().as_string();
    if (last != file) {
      ConfigValue::List files = where.is_string() ? ConfigValue::List{where} : where.as_list();
      files.emplace_back(file);
      where = files;
    }
    if (is_new || last != file) shards.back().push_back(*group);
    shards.back().push_back(entry);
  }
  std::deque<AtomicFile> files;
  for (size_t i = 0; i < shards.size(); ++i) {
    files.emplace_back(folder_of(path) + shard_name(path, i));
    write_hdf5(files.back(), shards[i]);
  }
  const std::string map_json = map_text(total, map);
  files.emplace_back(path);
  files.back().write({reinterpret_cast<const uint8_t*>(map_json.data()), map_json.size()});
  remove_map(path);
  for (AtomicFile& file : files) file.commit();
}

std::unique_ptr<TensorSource> sharded_tensors(const std::string& path) {
  return std::make_unique<ShardedTensors>(path);
}

}  // namespace keratin::saving
