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

/// Whether the input takes numbers as they are: whole ones, or a layer behind it scales or looks
/// them up.
bool takes_raw_numbers(const Model& model, size_t input);
/// The lengths of one sample that the input takes, kNone where any length will do. Throws
/// ValueError for a model without declared inputs.
Shape sample_shape(const Model& model, size_t input);

/// x as the input takes it: multiplied by `scale`, which, where it is not given, is 1/255 for bytes
/// (uint8) unless the input takes raw numbers; and in its shape, where it has the same number of
/// elements a sample.
Tensor prepared(const Tensor& x, const Model& model, size_t input, std::optional<double> scale);
/// The same for the only input. Throws ValueError for a model of several.
Tensor prepared(const Tensor& x, const Model& model, std::optional<double> scale);

/// The name of the loss that all outputs of a compiled model have; empty where it is not one.
std::string loss_of(const Model& model);
/// y as the loss of the compiled model takes it: class numbers as rows with a one, or the other way
/// round.
Tensor labels_for(const Model& model, const Tensor& y);

}  // namespace keratin::command
