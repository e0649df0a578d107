// The golden files that are JSON, as trees.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "keratin/base/config.h"
#include "keratin/tensor/tensor.h"

namespace keratin::testing {

/// The tree of a JSON text; objects keep their order.
ConfigValue parse_json(std::string_view text);
/// tests/golden/FILE as a tree.
Config golden_json(const std::string& file);
/// The lines of that file, unpacked.
std::vector<std::string> lines_of_gzip(const std::string& path);
/// The lines of tests/golden/FILE, unpacked.
std::vector<std::string> golden_lines(const std::string& file);
/// The same where each line is an object.
std::vector<Config> golden_json_lines(const std::string& file);

/// Nested lists of numbers: int32 where all are written as whole ones, else float32.
Tensor tensor_in(const ConfigValue& values);
/// A list of such.
std::vector<Tensor> tensors_in(const ConfigValue& values);

}  // namespace keratin::testing
