// Who wants to know how far the reading or writing of files is.
#pragma once
#include <cstdint>
#include <functional>

namespace keratin {

/// While it lives, it is told of the bytes of files that its thread writes, or reads. A watch
/// within another takes its place.
class TransferWatch {
 public:
  enum class Way { write, read };

  TransferWatch(Way way, std::function<void(uint64_t bytes)> moved);
  ~TransferWatch();
  TransferWatch(const TransferWatch&) = delete;
  TransferWatch& operator=(const TransferWatch&) = delete;

  /// So many bytes more.
  static void tell(Way way, uint64_t bytes);

 private:
  Way way_;
  std::function<void(uint64_t)> moved_;
  TransferWatch* outer_;
};

}  // namespace keratin
