// The keyword arguments of save, save_weights, load_weights and load_model, with Keras's names and
// defaults, and the limits of what is taken from a file.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "keratin/base/registry.h"

namespace keratin {

struct SaveOptions {
  /// Whether a file that is there is replaced; else FileError.
  bool overwrite = true;
  /// False: a folder of the files that else are in one ".keras" archive; its name has another end.
  bool zipped = true;
  /// Of ".h5" alone: whether the optimizer's state is written.
  bool include_optimizer = true;
};

struct SaveWeightsOptions {
  bool overwrite = true;
  /// Gigabytes of a part, for ".weights.json".
  std::optional<double> max_shard_size = {};
};

/// What is taken from a file at most; more is refused, by the name of the limit, before memory is
/// taken for it.
struct LoadLimits {
  /// Bytes of the configuration, and how deep it nests.
  uint64_t config_bytes = uint64_t{256} << 20;
  int config_depth = 200;
  /// Bytes of all weights; the state of a compiled model's optimizer takes as much again for each
  /// of its slots.
  uint64_t weight_bytes = uint64_t{1} << 40;
};

struct LoadWeightsOptions {
  /// Leaves weights as they are where the file has another shape or number, and warns.
  bool skip_mismatch = false;
  /// Layers take what the file has under their names; those that it does not know stay. Of Keras
  /// 2's files alone.
  bool by_name = false;
  LoadLimits limits = {};
};

struct LoadOptions {
  /// Classes of yours that the file names: {custom_class<MyLayer>()}.
  std::vector<CustomClass> custom_objects = {};
  /// Whether the model is compiled, and its optimizer goes on, as the file says.
  bool compile = true;
  /// Nothing but the classes of this library and those that the program registered is ever made,
  /// and no code, path or address in a file is followed; there is no other mode.
  bool safe_mode = true;
  LoadLimits limits = {};
};

}  // namespace keratin
