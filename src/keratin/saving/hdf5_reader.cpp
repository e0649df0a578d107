#include "keratin/saving/hdf5_reader_internal.h"

#include <algorithm>
#include <numeric>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/saving/hdf5/attribute_internal.h"
#include "keratin/saving/hdf5/elements_internal.h"
#include "keratin/saving/hdf5/group_internal.h"
#include "keratin/tensor/host_watch_internal.h"

namespace keratin::saving {
namespace hdf5 {
namespace {

/// Goes through all that the root leads to.
class Walk {
 public:
  Walk(const ByteSource& source, const Hdf5Limits& limits)
      : blocks_(source, limits), texts_(blocks_) {}

  std::vector<Hdf5Object> take() {
    read_object(read_superblock(blocks_), "/", 0);
    return std::move(objects_);
  }

 private:
  void read_object(uint64_t address, const std::string& path, int depth);
  void read_children(const ObjectHeader& header, const std::string& path, int depth);
  void read_dataset(const ObjectHeader& header, Hdf5Object& object);
  void set_shape(const std::vector<uint64_t>& lengths, Hdf5Object& object);

  Blocks blocks_;
  GlobalHeap texts_;
  std::vector<Hdf5Object> objects_;
  uint64_t chunks_ = 0, inflated_ = 0;
};

void Walk::read_object(uint64_t address, const std::string& path, int depth) {
  blocks_.path = path;
  blocks_.spend(sizeof(Hdf5Object) + path.size());
  const Hdf5Limits& limits = blocks_.limits();
  if (depth > limits.depth) {
    blocks_.refuse(text("is ", depth, " groups deep, expected up to ", limits.depth));
  }
  if (objects_.size() >= limits.objects) {
    blocks_.refuse(
        text("comes behind ", limits.objects, " groups and datasets, which is the limit"));
  }
  const ObjectHeader header(blocks_, address);
  Hdf5Object object;
  object.path = path;
  object.is_group = !header.has(MessageType::layout) && is_group(header);
  object.attributes = read_attributes(blocks_, texts_, header);
  if (!object.is_group) read_dataset(header, object);
  const bool has_children = object.is_group;
  objects_.push_back(std::move(object));
  if (has_children) read_children(header, path, depth);
}

void Walk::read_children(const ObjectHeader& header, const std::string& path, int depth) {
  const std::vector<Link> links = read_links(blocks_, header);
  const std::string folder = path == "/" ? path : path + "/";
  for (const Link& link : links) read_object(link.address, folder + link.name, depth + 1);
  blocks_.path = path;
}

void Walk::set_shape(const std::vector<uint64_t>& lengths, Hdf5Object& object) {
  constexpr uint64_t most = uint64_t{1} << 48;  // as in .npy files: strides must not overflow
  if (lengths.size() > static_cast<size_t>(kMaxRank)) {
    blocks_.refuse(text("has ", lengths.size(), " axes, expected up to ", kMaxRank));
  }
  count_of(blocks_, lengths);
  for (const uint64_t length : lengths) {
    if (length > most) blocks_.refuse(text("has an axis of ", length, " elements"));
    object.shape.push_back(static_cast<int64_t>(length));
  }
}

void Walk::read_dataset(const ObjectHeader& header, Hdf5Object& object) {
  if (!header.has(MessageType::layout)) {
    blocks_.refuse(header.has(MessageType::datatype)
                       ? "is a named (committed) type, which is refused"
                       : "is neither a group nor a dataset");
  }
  refuse_foreign_elements(blocks_, header);
  Cursor type_message = header.get(MessageType::datatype, "type");
  Datatype type = read_datatype(blocks_, type_message);
  if (type.kind == Datatype::Kind::reference) {
    blocks_.refuse("holds references to objects, which are refused");
  }
  Cursor space_message = header.get(MessageType::dataspace, "dataspace");
  const Lengths lengths = read_dataspace(blocks_, space_message);
  if (lengths) set_shape(*lengths, object);
  // NumPy does not know bfloat16, and h5py writes its bytes: Keras 3 says so beside them, Keras 2
  // does not.
  const ConfigValue* named = object.attribute("dtype");
  if (type.kind == Datatype::Kind::raw && type.size == 2 && (!named || *named == "bfloat16")) {
    type.dtype = bfloat16;
    if (named) type.name = "bfloat16";
  }
  object.type = type.name;
  if (!type.dtype || !lengths) return;
  object.dtype = type.dtype;
  Elements elements = find_elements(blocks_, header, type, *lengths);
  object.bytes = static_cast<uint64_t>(object.shape.size()) * type.size;
  chunks_ += elements.chunks.size();
  if (is_compressed(elements.filters)) {
    // A chunk may be larger than what it holds of the dataset.
    const uint64_t chunks = product(blocks_, elements.chunks.size(), elements.chunk_bytes);
    const uint64_t more = std::max(object.bytes, chunks);
    inflated_ = more > UINT64_MAX - inflated_ ? UINT64_MAX : inflated_ + more;
  }
  if (inflated_ > blocks_.limits().inflated_bytes) {
    blocks_.refuse(text("brings the elements of all compressed datasets to ", inflated_,
                        " bytes, expected up to ", blocks_.limits().inflated_bytes));
  }
  if (chunks_ > blocks_.limits().chunks) {
    blocks_.refuse(
        text("brings the file to ", chunks_, " chunks, expected up to ", blocks_.limits().chunks));
  }
  object.elements = std::make_shared<const Elements>(std::move(elements));
}

}  // namespace
}  // namespace hdf5

const ConfigValue* Hdf5Object::attribute(std::string_view name) const {
  const auto found =
      std::find_if(attributes.begin(), attributes.end(),
                   [&](const Hdf5Attribute& attribute) { return attribute.name == name; });
  return found == attributes.end() ? nullptr : &found->value;
}

Hdf5Reader::Hdf5Reader(std::shared_ptr<const ByteSource> source, const Hdf5Limits& limits)
    : source_(std::move(source)), objects_(hdf5::Walk(*source_, limits).take()) {
  by_path_.resize(objects_.size());
  std::iota(by_path_.begin(), by_path_.end(), uint32_t{0});
  const auto path_of = [&](uint32_t i) -> const std::string& { return objects_[i].path; };
  std::sort(by_path_.begin(), by_path_.end(),
            [&](uint32_t a, uint32_t b) { return path_of(a) < path_of(b); });
  for (size_t i = 1; i < by_path_.size(); ++i) {
    const std::string& path = path_of(by_path_[i]);
    if (path == path_of(by_path_[i - 1])) {
      throw_file_error(text(source_->name(), ": ", path, ": is there twice"));
    }
  }
}

const Hdf5Object* Hdf5Reader::find(std::string_view path) const {
  const auto found = std::lower_bound(
      by_path_.begin(), by_path_.end(), path,
      [&](uint32_t i, std::string_view wanted) { return objects_[i].path < wanted; });
  if (found == by_path_.end() || objects_[*found].path != path) return nullptr;
  return &objects_[*found];
}

void Hdf5Reader::read(const Hdf5Object& object, std::span<uint8_t> out) const {
  const std::string place = text(source_->name(), ": ", object.path);
  if (object.is_group) throw_file_error(text(place, ": is a group, expected a dataset"));
  if (!object.elements) {
    throw_file_error(text(place, ": holds ", object.type, ", expected numbers"));
  }
  if (out.size() != object.bytes) {
    throw_value_error(
        text(place, ": has ", object.bytes, " bytes, and there is room for ", out.size()));
  }
  hdf5::read_elements(*source_, place, *object.elements, out);
}

void Hdf5Reader::check(const Hdf5Object& object) const {
  const std::string place = text(source_->name(), ": ", object.path);
  if (object.elements) hdf5::check_elements(*source_, place, *object.elements);
}

Tensor Hdf5Reader::load(const Hdf5Object& object) const {
  if (!object.elements) read(object, {});  // says why not
  Tensor x(object.shape, *object.dtype);
  HostWatch::tell_write(x);
  read(object, {static_cast<uint8_t*>(x.view().data), x.nbytes()});
  return x;
}

}  // namespace keratin::saving
