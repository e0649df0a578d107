// The arguments of a call in a file's graph, as the ops want them.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/graph_ops_internal.h"
#include "keratin/ops/diagonals.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::models {

/// Throws ValueError for more tensors than one op of a file may give.
void check_parts(int64_t count);
/// A whole number, a truth value or a number.
Scalar number_from(const ConfigValue& value);
/// One entry of a key: a number, a slice, an ellipsis, None for a new axis, or a constant.
Index index_from(const ConfigValue& value);

/// The arguments of a call, by position and name.
class Arguments {
 public:
  Arguments(const std::string& op, const std::vector<GraphArgument>& list, const Config& config)
      : op_(op), list_(list), config_(config) {}

  const Tensor& tensor(size_t i = 0) const {
    if (i < list_.size() && list_[i].tensors.size() == 1) return list_[i].tensors[0];
    throw_value_error(text(op_, ": argument ", i, " is no tensor"));
  }
  /// The tensor that is given by this name, or an undefined one.
  Tensor named_tensor(std::string_view name) const {
    for (const GraphArgument& one : list_) {
      if (one.name == name) return one.tensors[0];
    }
    return {};
  }
  size_t count() const { return list_.size(); }
  bool is_tensor(size_t i) const { return i < list_.size() && list_[i].is_tensor(); }
  const Tensors& tensors() const {
    if (!list_.empty() && list_[0].is_tensor()) return list_[0].tensors;
    throw_value_error(text(op_, ": the argument is no list of tensors"));
  }
  Scalar number(size_t i) const { return number_from(value(i)); }
  /// An argument that is no tensor; None when it is not there.
  const ConfigValue& value(size_t i) const { return i < list_.size() ? list_[i].value : missing_; }
  /// What the op was made with and called with by name.
  const Config& named() const { return config_; }
  /// The key of x[key].
  std::vector<Index> indices(size_t i) const {
    if (i >= list_.size()) throw_value_error(text(op_, ": there is no key"));
    const GraphArgument& key = list_[i];
    std::vector<Index> result;
    if (key.is_tensor()) {
      for (const Tensor& x : key.tensors) result.push_back(x);
    } else if (key.value.is_list()) {
      for (const ConfigValue& one : key.value.as_list()) result.push_back(index_from(one));
    } else {
      result.push_back(index_from(key.value));
    }
    return result;
  }
  /// What the op was made with, or called with by name; None when it is not there.
  const ConfigValue& at(std::string_view name) const {
    const ConfigValue* value = config_.find(name);
    return value ? *value : missing_;
  }
  int axis(int missing) const {
    return at("axis").is_none() ? missing : static_cast<int>(at("axis").as_integer());
  }
  bool has_axis() const { return !at("axis").is_none(); }
  int given_axis() const {
    if (has_axis()) return axis(0);
    throw_value_error(text(op_, ": without an axis it is not there yet"), {}, "name the axis");
  }
  bool is_false(std::string_view name) const { return at(name).is_bool() && !at(name).as_bool(); }
  bool flag(std::string_view name) const { return at(name).is_bool() && at(name).as_bool(); }
  ReduceOptions reduction() const {
    ReduceOptions options;
    if (has_axis()) from_value(at("axis"), options.axis);
    options.keepdims = flag("keepdims");
    return options;
  }
  int64_t whole(std::string_view name) const {
    return at(name).is_none() ? 0 : at(name).as_integer();
  }
  ops::DiagonalOptions diagonal() const {
    return {.offset = whole("offset"),
            .axis1 = static_cast<int>(whole("axis1")),
            .axis2 = static_cast<int>(at("axis2").is_none() ? 1 : whole("axis2"))};
  }
  /// Into how many parts an op cuts: that many tensors are made, whatever the file says.
  int64_t sections() const {
    const int64_t count = at("indices_or_sections").as_integer();
    check_parts(count);
    return count;
  }
  std::optional<int64_t> amount(std::string_view name) const {
    return at(name).is_none() ? std::optional<int64_t>() : at(name).as_integer();
  }
  std::string word(std::string_view name, const char* missing) const {
    return at(name).is_none() ? missing : at(name).as_string();
  }
  Shape lengths(std::string_view name) const {
    Axes list;
    from_value(at(name), list);
    return list.list;
  }
  Sizes sizes(std::string_view name) const {
    Sizes sizes;
    from_value(at(name), sizes);
    return sizes;
  }
  /// A tensor, or a list of whole numbers as one.
  Tensor whole_tensor(size_t i) const {
    if (is_tensor(i) || i >= list_.size()) return tensor(i);
    std::vector<int64_t> numbers;
    from_value(list_[i].value, numbers);
    return keratin::tensor(numbers);
  }
  double number(std::string_view name, double missing) const {
    return at(name).is_none() ? missing : at(name).as_number();
  }

 private:
  const std::string& op_;
  const std::vector<GraphArgument>& list_;
  const Config& config_;
  ConfigValue missing_;
};

/// Those that compute with images, and those that masks are made of; nothing for another op.
std::optional<Tensors> called_image_op(const std::string& class_name, const Arguments& arguments);
std::optional<Tensors> called_mask_op(const std::string& class_name, const Arguments& arguments);
/// Convolutions and pools; nothing for another op.
std::optional<Tensors> called_window_op(const std::string& class_name, const Arguments& arguments);
/// Those that stay the one op that they were in the file; nothing for another.
std::optional<Tensors> called_kept_op(const std::string& class_name,
                                      const std::vector<GraphArgument>& list,
                                      const Config& made_with, const Config& keywords);
/// Those that choose, order, attend and compare; nothing for another op.
std::optional<Tensors> called_choice_op(const std::string& class_name, const Arguments& arguments);

}  // namespace keratin::models
