// Numbers below the normal ones: averages of dead pixels become such, and cost a hundred cycles
// each.
#pragma once
#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace keratin {

/// Takes denormals for zero in this thread for its lifetime, and in the bodies of parallel_for that
/// are called meanwhile: steps of training and prediction do, as Keras's backends. Operations
/// outside of them keep denormals, as NumPy does.
class FlushDenormals {
 public:
#if defined(__SSE2__)
  FlushDenormals() : saved_(_mm_getcsr()) { _mm_setcsr(saved_ | kFlush); }
  ~FlushDenormals() { _mm_setcsr(saved_); }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

  static bool is_on() { return (_mm_getcsr() & kFlush) == kFlush; }

 private:
  friend class DenormalsAs;
  static constexpr unsigned kFlush = 0x8040U;
  unsigned saved_;
#else
  static bool is_on() { return false; }
#endif
};

/// The same or not, as the thread that called parallel_for has it.
class DenormalsAs {
 public:
#if defined(__SSE2__)
  explicit DenormalsAs(bool flushes) : saved_(_mm_getcsr()) {
    _mm_setcsr(flushes ? saved_ | FlushDenormals::kFlush : saved_ & ~FlushDenormals::kFlush);
  }
  ~DenormalsAs() { _mm_setcsr(saved_); }
  DenormalsAs(const DenormalsAs&) = delete;
  DenormalsAs& operator=(const DenormalsAs&) = delete;

 private:
  unsigned saved_;
#else
  explicit DenormalsAs(bool) {}
#endif
};

}  // namespace keratin
