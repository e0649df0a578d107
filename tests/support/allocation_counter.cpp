// Stands before the C library's malloc: a definition in the program itself wins over the shared
// library's. Apart from the tests, because a program that links this file counts everywhere.
#include "tests/support/allocation_counter.h"

#include <link.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <string_view>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define KERATIN_COUNTS_ALLOCATIONS 0
#else
#define KERATIN_COUNTS_ALLOCATIONS 1
#endif

namespace keratin::testing {
namespace {

// Constant initialization: malloc is called before the first constructor runs.
constinit std::atomic<int64_t> calls{0};

// Where oneDNN's code lies; its matrix product packs into memory of its own, on which nobody else
// has a say.
constinit std::atomic<uintptr_t> foreign_begin{0};
constinit std::atomic<uintptr_t> foreign_end{0};

[[maybe_unused]] inline void count(const void* caller) {
  const auto at = reinterpret_cast<uintptr_t>(caller);
  if (at >= foreign_begin.load() && at < foreign_end.load()) return;
  calls.fetch_add(1, std::memory_order_relaxed);
}

int note_foreign(dl_phdr_info* object, size_t, void*) {
  if (std::string_view(object->dlpi_name).find("libdnnl") == std::string_view::npos) return 0;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
    foreign_begin = object->dlpi_addr + segment.p_vaddr;
    foreign_end = object->dlpi_addr + segment.p_vaddr + segment.p_memsz;
  }
  return 1;
}

}  // namespace

bool counts_allocations() { return KERATIN_COUNTS_ALLOCATIONS != 0; }

int64_t allocation_count() {
  [[maybe_unused]] static const int is_noted = dl_iterate_phdr(note_foreign, nullptr);
  return calls.load();
}

}  // namespace keratin::testing

#if KERATIN_COUNTS_ALLOCATIONS
using keratin::testing::count;

extern "C" {

void* __libc_malloc(size_t bytes);
void* __libc_calloc(size_t number, size_t bytes);
void* __libc_realloc(void* memory, size_t bytes);
void* __libc_memalign(size_t alignment, size_t bytes);

void* malloc(size_t bytes) noexcept {
  count(__builtin_return_address(0));
  return __libc_malloc(bytes);
}

void* calloc(size_t number, size_t bytes) noexcept {
  count(__builtin_return_address(0));
  return __libc_calloc(number, bytes);
}

void* realloc(void* memory, size_t bytes) noexcept {
  count(__builtin_return_address(0));
  return __libc_realloc(memory, bytes);
}

void* memalign(size_t alignment, size_t bytes) noexcept {
  count(__builtin_return_address(0));
  return __libc_memalign(alignment, bytes);
}

void* aligned_alloc(size_t alignment, size_t bytes) noexcept {
  count(__builtin_return_address(0));
  return __libc_memalign(alignment, bytes);
}

int posix_memalign(void** memory, size_t alignment, size_t bytes) noexcept {
  count(__builtin_return_address(0));
  *memory = __libc_memalign(alignment, bytes);
  return *memory ? 0 : ENOMEM;
}

}  // extern "C"
#endif
