// The files of weights as TensorSources.
#pragma once
#include <memory>
#include <string>

#include "keratin/base/byte_source_internal.h"
#include "keratin/saving/hdf5_reader_internal.h"
#include "keratin/saving/tensor_source_internal.h"

namespace keratin::saving {

/// The datasets of an HDF5 file, by paths without the first "/".
std::unique_ptr<TensorSource> hdf5_tensors(std::shared_ptr<const ByteSource> file);
/// The parts of which `path`, a ".weights.json", tells; they stand in its folder. Throws FileError
/// for parts that are somewhere else.
std::unique_ptr<TensorSource> sharded_tensors(const std::string& path);
/// A ".safetensors" file.
std::unique_ptr<TensorSource> safetensors_tensors(std::shared_ptr<const ByteSource> file);

}  // namespace keratin::saving
