// Where samples come from, by the words of --data, and how they are brought to what a model takes.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "keratin/keratin.h"

namespace keratin::command {

/// Samples and their labels: x [samples, ...], y [samples, ...].
using Samples = datasets::Split;
enum class Part { train, test };

/// "mnist", "fashion_mnist", "digits"; "x.npy,y.npy"; "data.npz" with x_train, y_train, x_test,
/// y_test, or x, y for both parts. Throws ValueError for other words, FileError for files that are
/// none.
Samples load_samples(const std::string& data, Part part);

/// Whether the model begins with numbers as they are: it has a layer that scales or looks them up.
bool takes_raw_numbers(const Model& model);
/// The lengths of one sample that the model takes, kNone where any length will do. Throws
/// ValueError for a model of several inputs, and for one without a declared input.
Shape sample_shape(const Model& model);

/// x as the model takes it: multiplied by `scale`, which, where it is not given, is 1/255 for bytes
/// (uint8) unless the model takes raw numbers; and in its shape, where it has the same number of
/// elements a sample.
Tensor prepared(const Tensor& x, const Model& model, std::optional<double> scale);

/// y as the loss of the compiled model takes it: class numbers as rows with a one, or the other way
/// round.
Tensor labels_for(const Model& model, const Tensor& y);

}  // namespace keratin::command
