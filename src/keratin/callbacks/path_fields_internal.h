// Python's format fields in the paths of checkpoints.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace keratin::callbacks {

using PathField = std::pair<std::string, std::variant<int64_t, double>>;

/// `path` with its fields filled as str.format does: "{epoch:02d}-{val_loss:.2f}", "{acc:.1%}",
/// "{epoch:,}", "{loss!r}", "{{as it stands}}". Throws ValueError, which lists the fields that are
/// known, for another one, and for what Python's numbers do not take.
std::string fill_path(std::string_view path, const std::vector<PathField>& fields);

}  // namespace keratin::callbacks
