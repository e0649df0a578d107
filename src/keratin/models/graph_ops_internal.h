// The ops that a file's graph may hold.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "keratin/base/config.h"
#include "keratin/tensor/tensors.h"

namespace keratin::models {

/// One argument of a call in a file: a tensor, several, or a value. Those with a name come last.
struct GraphArgument {
  Tensors tensors = {};
  bool is_list = false;
  ConfigValue value = {};  // when there is no tensor
  std::string name = {};   // of a tensor that is given by it

  bool is_tensor() const { return !tensors.empty(); }
};

/// Calls the op that Keras names `class_name`, with the arguments of the call, what it was made
/// with and what it was called with by name. Throws ValueError for an op that is not known, and for
/// arguments that do not fit.
Tensors call_graph_op(const std::string& class_name, const std::vector<GraphArgument>& arguments,
                      const Config& made_with, const Config& keywords);

/// The same for those of linear algebra and the Fourier transforms; nothing for another op.
std::optional<Tensors> called_linear_op(const std::string& class_name,
                                        const std::vector<GraphArgument>& list,
                                        const Config& config);

}  // namespace keratin::models
