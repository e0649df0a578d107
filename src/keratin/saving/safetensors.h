// Files of named tensors in Hugging Face's format, which holds nothing but them:
// https://huggingface.co/docs/safetensors.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "keratin/tensor/npy.h"

namespace keratin::utils {

/// Names and texts that stand beside the tensors, such as {"format", "pt"}.
using SafetensorsMetadata = std::vector<std::pair<std::string, std::string>>;

/// Replaces the file at once. The tensors stand in it by alignment and name, as the reference sorts
/// them. Throws ValueError for names that come twice, are no UTF-8 or "__metadata__", FileError
/// where it cannot be written.
void save_safetensors(const std::string& path, const NamedTensors& tensors,
                      const SafetensorsMetadata& metadata = {});

/// All tensors, in the order of their bytes. Throws FileError, naming the file, for what is no
/// whole file of that format, and for dtypes that tensors here cannot have.
NamedTensors load_safetensors(const std::string& path);

}  // namespace keratin::utils
