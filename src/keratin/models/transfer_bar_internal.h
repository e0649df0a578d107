// A progress bar for files that take a while.
#pragma once
#include <optional>

#include "keratin/base/transfer_watch_internal.h"
#include "keratin/utils/progbar.h"

namespace keratin::models {

/// Shows how many of `bytes` this thread has written or read since, in megabytes, when they are 256
/// MB and more and the output is a terminal.
class TransferBar {
 public:
  TransferBar(TransferWatch::Way way, uint64_t bytes);
  ~TransferBar();

 private:
  void add(uint64_t bytes);

  int64_t total_ = 0;  // in megabytes
  uint64_t done_ = 0;  // in bytes
  std::optional<utils::Progbar> bar_;
  std::optional<TransferWatch> watch_;
};

}  // namespace keratin::models
