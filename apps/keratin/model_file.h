// Models from whatever file holds one.
#pragma once
#include <string>

#include "keratin/keratin.h"

namespace keratin::command {

/// How a file's name ends says what it holds.
enum class FileKind { model, config, weights, arrays, other };
FileKind kind_of(const std::string& path);

/// A whole model (".keras", ".h5", or a folder), or its layers with new weights (".json"). Throws
/// FileError, which says what to do, for files of weights.
Model read_model(const std::string& path);
/// Keras's JSON of a model's layers.
Model read_json_model(const std::string& path);
/// The same for commands that need the weights: refuses ".json".
Model read_trained_model(const std::string& path);

}  // namespace keratin::command
