// Safetensors from any source, a tensor at a time, and into a file that the caller commits.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "keratin/base/atomic_file_internal.h"
#include "keratin/base/byte_source_internal.h"
#include "keratin/base/config.h"
#include "keratin/saving/safetensors.h"

namespace keratin::saving {

struct SafetensorsEntry {
  std::string name;
  std::string dtype_name;      // as the file calls it: "F32", "F8_E4M3"
  std::optional<DType> dtype;  // none where tensors here cannot have it
  std::vector<int64_t> shape;
  uint64_t begin = 0;  // in the file
  uint64_t size = 0;   // in bytes
};

/// Throws FileError, naming the source. The header is believed in nothing: the bytes of all tensors
/// must cover the rest of the file, without holes, and be those of their shapes.
class SafetensorsReader {
 public:
  explicit SafetensorsReader(std::shared_ptr<const ByteSource> file);

  /// In the order of their bytes.
  const std::vector<SafetensorsEntry>& entries() const { return entries_; }
  const utils::SafetensorsMetadata& metadata() const { return metadata_; }

  /// The bytes of an entry straight to where they are wanted, which must be as many.
  void read(const SafetensorsEntry& entry, std::span<uint8_t> out) const;
  Tensor load(const SafetensorsEntry& entry) const;

 private:
  Config read_header();
  void add_metadata(const ConfigValue& value);
  void add_entry(const std::string& name, const ConfigValue& value);
  void check_cover();
  [[noreturn]] void refuse(const std::string& why) const;

  std::shared_ptr<const ByteSource> file_;
  uint64_t data_begin_ = 0;
  std::vector<SafetensorsEntry> entries_;
  utils::SafetensorsMetadata metadata_;
};

/// What save_safetensors writes.
void write_safetensors(AtomicFile& file, const NamedTensors& tensors,
                       const utils::SafetensorsMetadata& metadata);

}  // namespace keratin::saving
