#include "keratin/datasets/mnist.h"

#include <string>

#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/datasets/fashion_mnist.h"
#include "keratin/datasets/idx_internal.h"
#include "keratin/tensor/npy.h"
#include "keratin/utils/get_file.h"

namespace keratin::datasets {
namespace {

constexpr const char* kBase = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/";
constexpr const char* kArchiveHash =
    "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1";

/// One of the four arrays: its names, its shape, and the SHA-256 of its elements.
struct Part {
  const char* member;
  const char* file;
  Shape shape;
  const char* hash;
};

const Part kParts[4] = {{"x_train",
                         "train-images-idx3-ubyte",
                         {60000, 28, 28},
                         "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757"},
                        {"y_train",
                         "train-labels-idx1-ubyte",
                         {60000},
                         "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13"},
                        {"x_test",
                         "t10k-images-idx3-ubyte",
                         {10000, 28, 28},
                         "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161"},
                        {"y_test",
                         "t10k-labels-idx1-ubyte",
                         {10000},
                         "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5"}};

bool is_the_part(const Tensor& x, const Part& part) {
  return x.dtype() == uint8 && x.shape() == part.shape && x.is_contiguous() &&
         sha256(x.view().data, x.nbytes()) == part.hash;
}

Dataset dataset_of(const Tensor (&arrays)[4]) {
  return {{arrays[0], arrays[1]}, {arrays[2], arrays[3]}};
}

Dataset from_archive(const std::string& path) {
  Tensor arrays[4];
  for (const auto& [name, x] : load_npz(path)) {
    for (size_t i = 0; i < 4; ++i) {
      if (name == kParts[i].member) arrays[i] = x;
    }
  }
  for (size_t i = 0; i < 4; ++i) {
    if (arrays[i].defined() && is_the_part(arrays[i], kParts[i])) continue;
    throw_file_error(text(path, ": '", kParts[i].member, "' is not MNIST's"), {},
                     "delete the file, and it is downloaded again");
  }
  return dataset_of(arrays);
}

/// The path of an idx file in the folder, packed or not; empty when it is not there.
std::string idx_path(const std::string& folder, const char* file) {
  for (const char* suffix : {"", ".gz"}) {
    const std::string path = text(folder, "/", file, suffix);
    if (file_exists(path)) return path;
  }
  return {};
}

bool has_idx_files(const std::string& folder) {
  for (const Part& part : kParts) {
    if (idx_path(folder, part.file).empty()) return false;
  }
  return true;
}

}  // namespace

Dataset mnist::load_data() {
  const std::string folder = utils::keras_home() + "/datasets";
  const std::string archive = folder + "/mnist.npz";
  if (file_exists(archive)) return from_archive(archive);
  if (has_idx_files(folder + "/mnist")) {
    Tensor arrays[4];
    for (size_t i = 0; i < 4; ++i) {
      const std::string path = idx_path(folder + "/mnist", kParts[i].file);
      arrays[i] = load_idx(path);
      if (!is_the_part(arrays[i], kParts[i])) {
        throw_file_error(text(path, ": this is not MNIST's ", kParts[i].member), {},
                         "delete the file, and the data are downloaded again");
      }
    }
    return dataset_of(arrays);
  }
  return from_archive(
      utils::get_file("mnist.npz", text(kBase, "mnist.npz"), {.file_hash = kArchiveHash}));
}

Dataset fashion_mnist::load_data() {
  const std::string folder = utils::keras_home() + "/datasets/fashion-mnist";
  Tensor arrays[4];
  for (size_t i = 0; i < 4; ++i) {
    std::string path = idx_path(folder, kParts[i].file);
    if (path.empty()) {
      const std::string name = text(kParts[i].file, ".gz");
      path = utils::get_file(name, kBase + name, {.cache_subdir = "datasets/fashion-mnist"});
    }
    arrays[i] = load_idx(path);
    if (arrays[i].shape() != kParts[i].shape) {
      throw_file_error(
          text(path, ": expected shape ", kParts[i].shape, ", received ", arrays[i].shape()), {},
          "delete the file, and it is downloaded again");
    }
  }
  return dataset_of(arrays);
}

}  // namespace keratin::datasets
