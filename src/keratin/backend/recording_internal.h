// What a recorder has written down: the calls of one step, in which each view says where it lies
// relative to the step's own memory, so that two steps can be compared and one be run again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "keratin/backend/calls.h"
#include "keratin/base/function_ref.h"
#include "keratin/tensor/tensors.h"

namespace keratin {

/// Where the first element of a view lies: so many bytes into the memory of that kind and number.
struct Place {
  enum class Kind : uint8_t {
    none,      // no elements, or no tensor
    block,     // memory that the step has allocated
    known,     // memory that outlives the step: its inputs, and variables
    constant,  // what the step only reads, and nobody has named
  };
  Kind kind = Kind::none;
  uint32_t index = 0;
  int64_t offset = 0;
  bool operator==(const Place&) const = default;
};

/// A tensor that the step leaves behind.
struct PlacedTensor {
  Place place = {};
  DType dtype = DType::float32;
  Shape shape = {};
  Strides strides = {};
  bool operator==(const PlacedTensor&) const = default;
};

struct Recording {
  struct Block {
    size_t bytes = 0;
    /// Which constant it holds before the first call, or -1: what the host has written there.
    int initial = -1;
    bool operator==(const Block&) const = default;
  };
  /// Something that the host does between two calls of the step, and anew in each step.
  static constexpr size_t kNoPause = ~size_t{0};

  /// Data of the views are null: places has them, in the order of for_each_view.
  std::vector<AnyCall> calls = {};
  std::vector<Place> places = {};
  std::vector<size_t> first_place = {};  // of each call
  std::vector<size_t> of_step = {};      // calls whose random key counts steps; it is 0 in them
  std::vector<size_t> checks = {};       // calls that the host asks whether all is well
  size_t pause = kNoPause;               // before which call it is
  std::vector<Block> blocks = {};
  std::vector<Ref<Storage>> known = {};
  std::vector<std::vector<std::byte>> constants = {};
  std::vector<PlacedTensor> results = {};
  /// Results from this one on are to lie one behind the other (autodiff/flat_buffer_internal.h).
  size_t first_flat = ~size_t{0};
  /// Whether tensors that the step has made outlive it beside its results: the program keeps some,
  /// and may read them in the next step.
  bool keeps_tensors = false;
  /// Why the step cannot be run from this; empty when it can.
  std::string refused = {};
};

/// f(place, view, whether it is written) for each view of a call.
void for_each_placed(const Recording& recording, size_t call,
                     FunctionRef<void(const Place&, const ConstView&, bool)> f);

/// What the first difference between two steps is; none when the one does what the other does.
std::optional<std::string> difference(const Recording& a, const Recording& b);

}  // namespace keratin
