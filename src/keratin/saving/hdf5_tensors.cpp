#include "keratin/saving/weight_sources_internal.h"

namespace keratin::saving {
namespace {

class Hdf5Tensors final : public TensorSource {
 public:
  explicit Hdf5Tensors(std::shared_ptr<const ByteSource> file)
      : name_(file->name()), reader_(std::move(file)) {
    for (const Hdf5Object& object : reader_.objects()) {
      if (object.is_group) continue;
      objects_.push_back(&object);
      entries_.push_back({.path = object.path.substr(1),
                          .shape = object.shape,
                          .dtype = object.dtype,
                          .bytes = object.bytes});
    }
  }

  const std::string& name() const override { return name_; }
  const std::vector<Entry>& entries() const override { return entries_; }
  void read(size_t i, std::span<uint8_t> out) const override { reader_.read(*objects_[i], out); }
  void check(size_t i) const override { reader_.check(*objects_[i]); }

 private:
  std::string name_;
  Hdf5Reader reader_;
  std::vector<const Hdf5Object*> objects_;
  std::vector<Entry> entries_;
};

}  // namespace

std::unique_ptr<TensorSource> hdf5_tensors(std::shared_ptr<const ByteSource> file) {
  return std::make_unique<Hdf5Tensors>(std::move(file));
}

}  // namespace keratin::saving
