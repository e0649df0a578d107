// Filling the objects of a model from a file of weights.
#pragma once
#include <vector>

#include "keratin/models/saved_groups_internal.h"
#include "keratin/models/saving_options.h"
#include "keratin/saving/tensor_source_internal.h"

namespace keratin::models {

/// Reads each group's tensors from "path/vars/0", ... of the file. Throws FileError, with a line
/// for each object, when the file has another number of tensors or other shapes; nothing is changed
/// then. With skip_mismatch those are left as they are, with a warning, as optimizers always are.
/// Warns of what the file has and nobody asked for.
void load_groups(const saving::TensorSource& file, const std::vector<SavedGroup>& groups,
                 const LoadWeightsOptions& options);

/// The same by the paths of the layers' names: "dense/kernel".
void load_by_paths(const saving::TensorSource& file, Model& model,
                   const LoadWeightsOptions& options);

}  // namespace keratin::models
