// save_something KIND FILE: saves something of a kind, for tools/try_failing_writes.sh. Prints the
// error and ends with 1 where it cannot.
#include <cstdio>
#include <string>
#include <string_view>

#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/saving/hdf5_writer_internal.h"
#include "keratin/saving/keras_archive_internal.h"
#include "keratin/saving/safetensors.h"
#include "keratin/tensor/creation.h"
#include "keratin/tensor/npy.h"

namespace keratin {
namespace {

bool save(std::string_view kind, const std::string& path) {
  const NamedTensors tensors = {{"kernel", arange(5000).reshape({50, 100})}, {"bias", arange(100)}};
  const std::vector<saving::Hdf5Entry> entries = {
      {.path = "/layers/dense/vars", .attributes = {{"name", "dense"}}},
      {.path = "/layers/dense/vars/0", .tensor = tensors[0].second}};
  if (kind == "file") {
    write_file_atomically(path, "a new text", 10);
  } else if (kind == "npy") {
    save_npy(path, tensors[0].second);
  } else if (kind == "npz") {
    save_npz(path, tensors);
  } else if (kind == "safetensors") {
    utils::save_safetensors(path, tensors);
  } else if (kind == "keras") {
    saving::write_keras(path, "{}", entries);
  } else if (kind == "hdf5") {
    saving::write_hdf5(path, entries);
  } else {
    return false;
  }
  return true;
}

}  // namespace
}  // namespace keratin

int main(int count, char** arguments) {
  try {
    if (count == 3 && keratin::save(arguments[1], arguments[2])) return 0;
  } catch (const keratin::Error& error) {
    std::puts(error.what());
    return 1;
  }
  std::puts("usage: save_something file|npy|npz|safetensors|keras|hdf5 FILE");
  return 2;
}
