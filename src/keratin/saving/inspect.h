// What is in a file of a model or of weights, without making any of it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace keratin::saving {

struct FileContents {
  struct Layer {
    std::string name;
    std::string class_name;
  };
  struct Tensor {
    std::string path;   // "layers/dense/vars/0", "dense/kernel"
    std::string dtype;  // "float32"; what the file calls it where this library has none
    std::vector<int64_t> shape;
    uint64_t bytes = 0;
  };

  std::string path;
  std::string format;         // "Keras model", "Keras weights", "safetensors", "NumPy archive", ...
  std::string keras_version;  // empty: the file does not say
  std::string model;          // "Sequential sequential_1"; empty: it holds no model
  std::vector<Layer> layers;  // of nested models too, as "block/dense"
  std::vector<Tensor> tensors;
  uint64_t file_bytes = 0;

  /// Bytes of all tensors.
  uint64_t tensor_bytes() const;
  /// A table.
  std::string to_string() const;
};

/// Of ".keras" (archive or folder), ".h5", ".weights.h5", ".weights.json", ".safetensors", ".npz"
/// and ".npy"; what a file is, its first bytes say. Nothing of the tensors is read. Throws
/// FileError, which names the file, for another and for a broken one.
FileContents inspect(const std::string& path);

}  // namespace keratin::saving

namespace keratin {
using saving::inspect;
}
