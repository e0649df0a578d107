#include "keratin/base/memory.h"

#include <malloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace keratin {
namespace {

// Four classes for each power of two: at most a quarter of a block is slack.
constexpr int kClasses = 160;
constexpr size_t kThreadLimit = size_t{192} << 20;  // bytes that one thread keeps at most
constexpr size_t kLargest = size_t{64} << 20;       // larger blocks go straight back to the system
// A block may be lent from so many classes above, 64 times the size: a shorter last batch finds the
// blocks of the full ones.
constexpr int kBorrowed = 24;
// Small blocks come by the dozen, so that a step that needs a few more of them finds them.
constexpr int kSmallClasses = 25;  // up to 4,096 bytes
constexpr int kStock = 16;

int class_of(size_t bytes) {
  if (bytes <= kMemoryAlignment) return 0;
  const size_t units = (bytes + kMemoryAlignment - 1) / kMemoryAlignment;  // >= 2
  const int power = static_cast<int>(std::bit_width(units - 1)) - 1;       // 2^power < units
  const size_t step = size_t{1} << (power >= 2 ? power - 2 : 0);
  const size_t quarter = (units - (size_t{1} << power) + step - 1) / step;
  return 1 + 4 * power + static_cast<int>(quarter) - 1;
}

size_t bytes_of(int size_class) {
  if (size_class == 0) return kMemoryAlignment;
  const int power = (size_class - 1) / 4;
  const size_t quarter = static_cast<size_t>((size_class - 1) % 4) + 1;
  const size_t step = size_t{1} << (power >= 2 ? power - 2 : 0);
  return ((size_t{1} << power) + quarter * step) * kMemoryAlignment;
}

/// The largest class whose blocks fit into this one from the system, which gives a few bytes more
/// than it was asked for (a page more when the block is large).
int class_of_block(void* block) {
  const size_t bytes = malloc_usable_size(block);
  const int size_class = class_of(bytes / kMemoryAlignment * kMemoryAlignment);
  return bytes_of(size_class) > bytes ? size_class - 1 : size_class;
}

// Large blocks lie in large pages where the system has them: shuffled rows of a data set lie
// anywhere in it, and finding their pages takes longer than reading them.
constexpr size_t kLargePage = size_t{2} << 20;

void advise_large_pages(void* memory, size_t bytes) {
#if defined(MADV_HUGEPAGE)
  const auto begin = reinterpret_cast<uintptr_t>(memory);
  const uintptr_t first = (begin + kLargePage - 1) / kLargePage * kLargePage;
  const uintptr_t last = (begin + bytes) / kLargePage * kLargePage;
  if (first < last) madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
#endif
}

void* system_allocate(size_t bytes) {
  void* memory = std::aligned_alloc(kMemoryAlignment, bytes);
  if (!memory) throw std::bad_alloc();
  if (bytes >= 2 * kLargePage) advise_large_pages(memory, bytes);
  return memory;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kRecycles = false;  // the sanitizers must see every allocation
#else
constexpr bool kRecycles = true;
#endif

struct Block {
  Block* next;
};

/// Blocks of one size that a thread keeps. It keeps no more than it has itself had in use at a time
/// (or a stock of small ones): where one thread asks for what another gives back, as a server's do,
/// the other would gather them without ever asking for one.
struct BlockList {
  Block* first = nullptr;
  int64_t kept = 0;
  int64_t in_use = 0, most_in_use = 0;

  bool has_room(int size_class) const {
    return kept < std::max<int64_t>(most_in_use, size_class < kSmallClasses ? kStock : 0);
  }
  void count_use() { most_in_use = std::max(most_in_use, ++in_use); }
  void count_return() { in_use = std::max<int64_t>(in_use - 1, 0); }
};

struct ThreadLists {
  BlockList lists[kClasses];
  size_t kept = 0;

  void put(int size_class, void* memory) {
    BlockList& list = lists[size_class];
    list.first = new (memory) Block{list.first};
    ++list.kept;
    kept += bytes_of(size_class);
  }
  void* take(int size_class) {
    BlockList& list = lists[size_class];
    Block* block = list.first;
    if (!block) return nullptr;
    list.first = block->next;
    --list.kept;
    kept -= bytes_of(size_class);
    list.count_use();
    return block;
  }
  void stock(int size_class) {
    for (int i = 0; i < kStock; ++i) put(size_class, system_allocate(bytes_of(size_class)));
  }
  ~ThreadLists();
};

// Trivial on purpose: it stays readable while the thread's other objects are destroyed.
thread_local bool lists_are_gone = false;

ThreadLists& thread_lists() {
  thread_local ThreadLists lists;
  return lists;
}

ThreadLists::~ThreadLists() {
  lists_are_gone = true;
  for (BlockList& list : lists) {
    while (list.first) {
      Block* next = list.first->next;
      std::free(list.first);
      list.first = next;
    }
  }
}

}  // namespace

void* recycled_allocate(size_t bytes) {
  const int size_class = class_of(bytes);
  const size_t size = bytes_of(size_class);
  if (kRecycles && size <= kLargest && !lists_are_gone) {
    // A shorter last batch finds the blocks of the full ones.
    ThreadLists& mine = thread_lists();
    for (int i = size_class; i <= size_class + kBorrowed && i < kClasses; ++i) {
      if (void* block = mine.take(i)) return block;
    }
    if (size_class < kSmallClasses) {
      mine.stock(size_class);
      return mine.take(size_class);
    }
    void* block = system_allocate(size);
    mine.lists[class_of_block(block)].count_use();
    return block;
  }
  return system_allocate(size);
}

void recycled_release(void* memory, size_t bytes) noexcept {
  if (!memory) return;
  if (kRecycles && bytes <= kLargest && !lists_are_gone) {
    // It may be a larger block than was asked for: it goes back to where it came from.
    const int size_class = class_of_block(memory);
    const size_t size = bytes_of(size_class);
    ThreadLists& mine = thread_lists();
    mine.lists[size_class].count_return();
    if (mine.lists[size_class].has_room(size_class) && mine.kept + size <= kThreadLimit) {
      mine.put(size_class, memory);
      return;
    }
  }
  std::free(memory);
}

}  // namespace keratin
