// Keras 3's own format, ".keras": a configuration and named tensors, in one archive or a folder.
// keras/src/saving/saving_lib.py.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "keratin/saving/hdf5_writer_internal.h"
#include "keratin/saving/tensor_source_internal.h"

namespace keratin::saving {

/// The Keras whose files these are.
inline constexpr const char* kKerasVersion = "3.15.1";

struct KerasFile {
  std::string config;         // JSON
  std::string keras_version;  // empty when it is not said
  std::unique_ptr<TensorSource> weights;
};

/// Whether the file begins as HDF5 does.
bool is_hdf5_file(const std::string& path);
/// Whether `path` is a folder with a configuration, or an archive.
bool is_keras_file(const std::string& path);
/// Whether there is a configuration in it.
bool is_keras_model(const std::string& path);
/// Throws FileError, which names the file, for what is no such archive or folder, and for a
/// configuration of more than `config_limit` bytes.
KerasFile open_keras(const std::string& path, uint64_t config_limit);

/// Writes the archive, whole or not at all; its bytes depend on nothing else. The weights go from
/// their memory to the disk.
void write_keras(const std::string& path, const std::string& config,
                 const std::vector<Hdf5Entry>& weights);
/// The same as a folder, which takes the place of one that is there.
void write_keras_folder(const std::string& path, const std::string& config,
                        const std::vector<Hdf5Entry>& weights);

}  // namespace keratin::saving
