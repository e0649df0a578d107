#include "keratin/base/transfer_watch_internal.h"

#include <utility>

namespace keratin {
namespace {

thread_local TransferWatch* innermost = nullptr;

}  // namespace

TransferWatch::TransferWatch(Way way, std::function<void(uint64_t bytes)> moved)
    : way_(way), moved_(std::move(moved)), outer_(std::exchange(innermost, this)) {}

TransferWatch::~TransferWatch() { innermost = outer_; }

void TransferWatch::tell(Way way, uint64_t bytes) {
  if (innermost && innermost->way_ == way) innermost->moved_(bytes);
}

}  // namespace keratin
