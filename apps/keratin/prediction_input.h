// What `keratin predict` is given, brought to what the inputs of a model take.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "keratin/keratin.h"

namespace keratin::command {

struct InputSamples {
  Tensor x;
  Tensor picture = {};  // (height, width), 0 to 255: a grey picture as the network sees it
};

/// One for each input of the model, in its order. Each word is a file, in the order of the inputs,
/// or INPUT=FILE; or there is one .npz, whose arrays have the inputs' names. A file is a picture or
/// x.npy. Throws ValueError for another number of files, FileError, ShapeError.
std::vector<InputSamples> read_inputs(const Model& model, const std::vector<std::string>& words,
                                      std::optional<double> scale);

}  // namespace keratin::command
