// Weights in several files and a map of them: Keras's ".weights.json".
// keras/src/saving/saving_lib.py, ShardedH5IOStore.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "keratin/saving/hdf5_writer_internal.h"

namespace keratin::saving {

/// Writes name_00000.weights.h5, ... beside `path`, name.weights.json, each of at most
/// `max_shard_size` gigabytes (5 when it is not given). Each file is whole or not there; they
/// take their places one after the other, the map last. Throws ValueError for a tensor that is
/// larger than a part, FileError when they cannot be written.
void write_sharded(const std::string& path, const std::vector<Hdf5Entry>& entries,
                   std::optional<double> max_shard_size);

}  // namespace keratin::saving
