// Tensors by path, as a file of weights holds them, whatever its format.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/tensor/tensor.h"

namespace keratin::saving {

class TensorSource {
 public:
  struct Entry {
    std::string path;  // "layers/dense/vars/0"
    Shape shape;
    std::optional<DType> dtype;  // none: one that this library has not
    uint64_t bytes = 0;
  };

  virtual ~TensorSource() = default;
  /// What errors call the file.
  virtual const std::string& name() const = 0;
  virtual const std::vector<Entry>& entries() const = 0;
  /// Row-major elements of entry i, entries()[i].bytes of them. Throws FileError.
  virtual void read(size_t i, std::span<uint8_t> out) const = 0;
  /// Throws FileError for elements that read() would find broken halfway, such as compressed ones:
  /// asked of all before the first weight is overwritten.
  virtual void check(size_t) const {}

  /// The number of the entry of that path.
  std::optional<size_t> find(std::string_view path) const;
  /// Those of "group/0", "group/1", ..., in the order of their numbers.
  std::vector<size_t> numbered(std::string_view group) const;
  /// Fills `target`, which has the entry's shape, converting the dtype. Throws FileError for a
  /// dtype that this library has not.
  void read_into(size_t i, const Tensor& target) const;

 private:
  mutable std::map<std::string, size_t, std::less<>> by_path_;  // made when it is first asked for
};

}  // namespace keratin::saving
