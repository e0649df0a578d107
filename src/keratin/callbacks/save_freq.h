// When a callback saves.
#pragma once
#include <cstdint>
#include <string_view>

#include "keratin/base/choice.h"

namespace keratin::callbacks {

/// When a callback saves: "epoch", or after so many batches.
class SaveFreq {
 public:
  constexpr SaveFreq(int64_t batches) : batches_(batches) {  // NOLINT: implicit on purpose
    if (batches < 1) throw_unknown(batches);
  }
  template <size_t length>
  consteval SaveFreq(const char (&word)[length]) : batches_(0) {  // NOLINT: implicit on purpose
    if (std::string_view(word) != "epoch") unknown_name_in_this_family();
  }

  bool is_epoch() const { return batches_ == 0; }
  int64_t batches() const { return batches_; }

 private:
  [[noreturn]] static void throw_unknown(int64_t batches);

  int64_t batches_;
};

}  // namespace keratin::callbacks
