// What `keratin predict` says of a model's outputs.
#pragma once
#include <string>
#include <vector>

#include "apps/keratin/report.h"
#include "keratin/keratin.h"

namespace keratin::command {

struct Prediction {
  std::string output;                     // its name
  Tensor values;                          // [samples, ...]
  Tensor probabilities = {};              // [samples, classes]; undefined for other numbers
  std::vector<std::string> classes = {};  // their names, where --classes gave them
};

/// "cat,dog", or a file with a name in each line. Throws FileError for one that cannot be read.
std::vector<std::string> class_names(const std::string& given);

/// The outputs with their names. The class names go to outputs of as many classes; a single unit
/// that tells two apart becomes the probabilities of both. Throws ValueError where no output has so
/// many.
std::vector<Prediction> predictions_of(const Model& model, const Tensors& values,
                                       const std::vector<std::string>& classes);

/// The table PROBABILITY / NUMBER for one sample, a line a sample where classes have names, else
/// the values.
std::string text_of(const Prediction& prediction);
/// Whether it is the table.
bool is_table(const Prediction& prediction);
Json json_of(const Prediction& prediction);

}  // namespace keratin::command
