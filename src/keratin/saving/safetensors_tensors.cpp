#include "keratin/saving/safetensors_internal.h"
#include "keratin/saving/weight_sources_internal.h"

namespace keratin::saving {
namespace {

class SafetensorsTensors final : public TensorSource {
 public:
  explicit SafetensorsTensors(std::shared_ptr<const ByteSource> file)
      : name_(file->name()), reader_(std::move(file)) {
    for (const SafetensorsEntry& entry : reader_.entries()) {
      const bool has_place = entry.dtype && entry.shape.size() <= size_t{kMaxRank};
      entries_.push_back({.path = entry.name,
                          .shape = has_place ? Shape(entry.shape) : Shape(),
                          .dtype = has_place ? entry.dtype : std::nullopt,
                          .bytes = entry.size});
    }
  }

  const std::string& name() const override { return name_; }
  const std::vector<Entry>& entries() const override { return entries_; }
  void read(size_t i, std::span<uint8_t> out) const override {
    reader_.read(reader_.entries()[i], out);
  }

 private:
  std::string name_;
  SafetensorsReader reader_;
  std::vector<Entry> entries_;
};

}  // namespace

std::unique_ptr<TensorSource> safetensors_tensors(std::shared_ptr<const ByteSource> file) {
  return std::make_unique<SafetensorsTensors>(std::move(file));
}

}  // namespace keratin::saving
