// What fit evaluates between the epochs, and when.
#pragma once
#include <concepts>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "keratin/models/source.h"
#include "keratin/tensor/data.h"

namespace keratin {

/// Data that fit evaluates after each epoch: {x, y}, {x, y, sample_weight} or a source of batches.
struct ValidationData {
  ValidationData() = default;
  ValidationData(NoneType) {}  // NOLINT: implicit on purpose
  ValidationData(Data inputs, Data targets, Data weights = {})
      : x(std::move(inputs)), y(std::move(targets)), sample_weight(std::move(weights)) {}
  template <class S>
  requires(std::convertible_to<S&&, Source> &&
           !std::same_as<std::remove_cvref_t<S>, ValidationData>)
      ValidationData(S&& batches)  // NOLINT
      : source(std::forward<S>(batches)) {}

  Data x, y, sample_weight;
  std::optional<Source> source;
};

/// Every how many epochs the validation data are evaluated, 2, or after which of them, {1, 2, 10},
/// counted from 1.
class ValidationFreq {
 public:
  ValidationFreq(int64_t every) : every_(every) {}  // NOLINT: implicit
  ValidationFreq(std::initializer_list<int64_t> list) : every_(0), list_(list) {}   // NOLINT
  ValidationFreq(std::vector<int64_t> list) : every_(0), list_(std::move(list)) {}  // NOLINT

  bool is_valid() const { return every_ > 0 || !list_.empty(); }
  /// Whether it is time after `epoch`, counted from 0.
  bool is_due(int64_t epoch) const {
    if (every_ > 0) return (epoch + 1) % every_ == 0;
    for (const int64_t one : list_) {
      if (one == epoch + 1) return true;
    }
    return false;
  }

 private:
  int64_t every_;
  std::vector<int64_t> list_;
};

}  // namespace keratin
