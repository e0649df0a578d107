// Numbers of a request straight into the memory of a tensor of a known dtype.
#pragma once
#include <memory>
#include <string>

#include "keratin/tensor/tensor.h"
#include "server/json_reader.h"

namespace keratin::server {

/// Collects nested lists of one input. Numbers are rounded once, to the dtype (float16 and
/// bfloat16: to float32 before). Refuses lists of unequal lengths, other values than numbers (true
/// and false for bool), and numbers that the dtype cannot hold.
class TensorReader {
 public:
  static std::unique_ptr<TensorReader> of(DType dtype, std::string input);
  virtual ~TensorReader() = default;

  /// Reads one value; each must have the shape of the first.
  void read(JsonReader& json);
  /// The values along a new first axis; the only one.
  Tensor rows() const;
  Tensor single() const;
  /// The only one in row-major order, whatever its lists: as many numbers as `shape` holds.
  Tensor shaped(const Shape& shape) const;
  int64_t count() const { return count_; }

 protected:
  explicit TensorReader(std::string input) : input_(std::move(input)) {}
  virtual void read_number(JsonReader& json) = 0;
  virtual int64_t size() const = 0;
  virtual Tensor copied(const Shape& shape) const = 0;
  [[noreturn]] void refuse(JsonReader& json, std::string_view what) const;

 private:
  void read_axis(JsonReader& json, int axis);

  std::string input_;
  std::vector<int64_t> lengths_;  // of the axes; -1: not known yet
  int rank_ = -1;                 // -1: no number yet
  int64_t count_ = 0;
};

/// A tensor of bytes as they come, little endian. Refuses another number of bytes than the shape
/// needs, and truth values other than 0 and 1.
Tensor tensor_of_bytes(std::string_view input, DType dtype, const Shape& shape,
                       std::string_view bytes);

}  // namespace keratin::server
