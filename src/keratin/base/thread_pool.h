// The one pool of threads. Work is cut by shape into numbered tasks, never by thread count, so that
// results are the same bits for any number of threads.
#pragma once
#include <cstdint>
#include <span>

#include "keratin/base/function_ref.h"

namespace keratin {

/// Runs body(i) once for each i in [0, count), on any thread, in any order; returns when all are
/// done. Calls from inside a body run in the calling thread. Exceptions of a body reach the caller.
/// Denormals count in every body as they do in the caller (flush_denormals_internal.h).
///
/// Each thread begins with its own share, the same part of [0, count) in every call, and helps the
/// others when it is done. So what task i of one call leaves in a core's caches is likely to be
/// found there by task i of the next call: cores may lie far apart.
void parallel_for(int64_t count, FunctionRef<void(int64_t)> body);

/// One kind of tasks: body(0), ..., body(count - 1).
struct Tasks {
  int64_t count;
  FunctionRef<void(int64_t)> body;
};
/// Tasks of several kinds that do not depend on each other. A thread has its share of each kind
/// and takes them in the order of the kinds: small ones are best put last, where they even out who
/// is done first.
void parallel_for(std::span<const Tasks> kinds);

/// Cuts [0, size) into pieces of `grain` (the last one may be shorter) and runs body(begin, end) on
/// each. The cut depends on `size` and `grain` alone.
void parallel_ranges(int64_t size, int64_t grain, FunctionRef<void(int64_t, int64_t)> body);

namespace config {
/// Number of threads that the pool uses; by default all cores that the process may run on.
int num_threads();
/// Sets the number of threads, at least 1; throws ValueError otherwise.
void set_num_threads(int count);
}  // namespace config

}  // namespace keratin
