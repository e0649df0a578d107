// Stands before the C library's malloc: a definition in the program itself wins over the shared
// library's. Apart from the tests, because a program that links this file counts everywhere.
#include "tests/support/allocation_counter.h"

#include <atomic>
#include <cerrno>
#include <cstddef>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define KERATIN_COUNTS_ALLOCATIONS 0
#else
#define KERATIN_COUNTS_ALLOCATIONS 1
#endif

namespace keratin::testing {
namespace {

// Constant initialization: malloc is called before the first constructor runs.
constinit std::atomic<int64_t> calls{0};

[[maybe_unused]] inline void count() { calls.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

bool counts_allocations() { return KERATIN_COUNTS_ALLOCATIONS != 0; }

int64_t allocation_count() { return calls.load(); }

}  // namespace keratin::testing

#if KERATIN_COUNTS_ALLOCATIONS
using keratin::testing::count;

extern "C" {

void* __libc_malloc(size_t bytes);
void* __libc_calloc(size_t number, size_t bytes);
void* __libc_realloc(void* memory, size_t bytes);
void* __libc_memalign(size_t alignment, size_t bytes);

void* malloc(size_t bytes) noexcept {
  count();
  return __libc_malloc(bytes);
}

void* calloc(size_t number, size_t bytes) noexcept {
  count();
  return __libc_calloc(number, bytes);
}

void* realloc(void* memory, size_t bytes) noexcept {
  count();
  return __libc_realloc(memory, bytes);
}

void* memalign(size_t alignment, size_t bytes) noexcept {
  count();
  return __libc_memalign(alignment, bytes);
}

void* aligned_alloc(size_t alignment, size_t bytes) noexcept {
  count();
  return __libc_memalign(alignment, bytes);
}

int posix_memalign(void** memory, size_t alignment, size_t bytes) noexcept {
  count();
  *memory = __libc_memalign(alignment, bytes);
  return *memory ? 0 : ENOMEM;
}

}  // extern "C"
#endif
