#include "keratin/models/transfer_bar_internal.h"

#include <algorithm>

#include "keratin/base/output.h"

namespace keratin::models {
namespace {

constexpr uint64_t kMegabyte = 1 << 20;
constexpr uint64_t kShownFrom = 256 * kMegabyte;

}  // namespace

TransferBar::TransferBar(TransferWatch::Way way, uint64_t bytes)
    : total_(static_cast<int64_t>((bytes + kMegabyte - 1) / kMegabyte)) {
  if (bytes < kShownFrom || output_kind() == OutputKind::file) return;
  bar_.emplace(total_, utils::ProgbarOptions{.unit_name = "MB"});
  watch_.emplace(way, [this](uint64_t moved) { add(moved); });
}

// A transfer that failed keeps the bar where it was.
TransferBar::~TransferBar() {
  if (!bar_) return;
  watch_.reset();
  const auto done = static_cast<int64_t>(done_ / kMegabyte);
  bar_->update(std::min(done + 1, total_), {}, true);
}

/// The headers of a file are more than its weights.
void TransferBar::add(uint64_t bytes) {
  done_ += bytes;
  const auto done = static_cast<int64_t>(done_ / kMegabyte);
  if (done > 0 && done < total_) bar_->update(done);
}

}  // namespace keratin::models
