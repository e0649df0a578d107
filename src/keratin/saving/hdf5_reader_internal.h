// Reading HDF5 files of weights: Keras's, h5py's and whatever keeps to the same subset. The bytes
// are a stranger's: docs/decisions/strict-hdf5-reader.md says why this is no call of libhdf5.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/base/byte_source_internal.h"
#include "keratin/base/config.h"
#include "keratin/tensor/tensor.h"

namespace keratin::saving {

namespace hdf5 {
struct Elements;
}

/// What a file may ask for at most. Beside these, nothing costs more than some bytes for each byte
/// that the file has.
struct Hdf5Limits {
  uint64_t objects = 1'000'000;                  // groups and datasets
  int depth = 64;                                // groups within groups
  uint64_t name_bytes = 1024;                    // of one link or attribute
  uint64_t chunks = 1'000'000;                   // of all datasets together
  uint64_t metadata_bytes = uint64_t{1} << 30;   // headers, names, indexes, attributes
  uint64_t inflated_bytes = uint64_t{16} << 30;  // elements of all compressed datasets together
};

struct Hdf5Attribute {
  std::string name;
  /// A string, number, bool or None (no dataspace), or lists of them; numbers of [] are none.
  ConfigValue value;
};

/// A group or a dataset.
struct Hdf5Object {
  std::string path;  // "/layers/dense/vars/0"; that of the root is "/"
  bool is_group = false;
  std::optional<DType> dtype = {};  // none when the elements are no numbers, such as strings
  std::string type = {};            // "float32", "strings", "raw elements of 2 bytes"
  Shape shape = {};
  uint64_t bytes = 0;  // that read() fills
  std::vector<Hdf5Attribute> attributes = {};
  std::shared_ptr<const hdf5::Elements> elements = {};  // where they are, when there is a dtype

  /// Null when there is none of that name.
  const ConfigValue* attribute(std::string_view name) const;
};

class Hdf5Reader {
 public:
  /// Walks the whole tree, without the elements. Throws FileError, which names the file, the object
  /// and what is wrong, for what is broken, what leads out of the file or in circles, elements that
  /// the file does not hold, and kinds of HDF5 that weight files do not use.
  explicit Hdf5Reader(std::shared_ptr<const ByteSource> source, const Hdf5Limits& limits = {});

  /// All objects, each group before what is in it.
  const std::vector<Hdf5Object>& objects() const { return objects_; }
  /// Null when there is none of that path.
  const Hdf5Object* find(std::string_view path) const;

  /// Fills `out`, which has object.bytes bytes, with the elements: row-major, little-endian. Can be
  /// called from several threads. Throws FileError for elements that are no numbers and for
  /// broken compressed ones, ValueError for another size.
  void read(const Hdf5Object& object, std::span<uint8_t> out) const;
  /// Throws FileError for compressed elements that are broken.
  void check(const Hdf5Object& object) const;
  /// The elements as a tensor.
  Tensor load(const Hdf5Object& object) const;

 private:
  std::shared_ptr<const ByteSource> source_;
  std::vector<Hdf5Object> objects_;
  std::vector<uint32_t> by_path_;
};

}  // namespace keratin::saving
