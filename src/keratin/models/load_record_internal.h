// Models out of configurations that are a stranger's.
#pragma once
#include <memory>
#include <string>

#include "keratin/models/model.h"

namespace keratin::models {

/// The configuration that JSON text in the file `path` holds. Throws FileError for what is none.
Config parsed_config(const std::string& path, const std::string& json, const LoadLimits& limits);
/// The model or layer of a record, whose weights have no values yet and together not many more
/// bytes than `file_bytes`, those of all tensors in the file.
std::shared_ptr<layers::Layer> built_from_record(const std::string& path, const Config& record,
                                                 uint64_t file_bytes, bool compile,
                                                 const LoadOptions& options);

}  // namespace keratin::models
