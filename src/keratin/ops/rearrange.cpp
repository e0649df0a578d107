// Axes by their names: what einops writes as a pattern is a reshape, a transpose and a reshape.
#include <algorithm>
#include <cctype>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/patches.h"

namespace keratin::ops {
namespace {

using Names = std::vector<std::string>;

[[noreturn]] void refuse_pattern(std::string_view pattern, const std::string& why) {
  throw_value_error(text("rearrange: cannot read the pattern '", pattern, "': ", why), {},
                    "write it as 'b (h1 h) w -> (b h1) h w'");
}

/// The axes of one side, each of one name, or of those of its group.
std::vector<Names> axes_named(std::string_view side, std::string_view pattern) {
  std::vector<Names> axes;
  bool is_open = false;
  for (size_t i = 0; i < side.size();) {
    const char c = side[i];
    size_t end = i;
    while (end < side.size() &&
           (std::isalnum(static_cast<unsigned char>(side[end])) || side[end] == '_')) {
      ++end;
    }
    if (end > i) {
      if (!is_open) axes.emplace_back();
      axes.back().emplace_back(side.substr(i, end - i));
      i = end;
      continue;
    }
    ++i;
    if (c == ' ' || c == '\t' || c == '\n') continue;
    if (c != (is_open ? ')' : '(')) refuse_pattern(pattern, text("'", c, "' stands there"));
    is_open = !is_open;
    if (is_open) axes.emplace_back();
  }
  if (is_open) refuse_pattern(pattern, "a parenthesis is not closed");
  return axes;
}

Names all_names(const std::vector<Names>& axes) {
  Names names;
  for (const Names& group : axes) names.insert(names.end(), group.begin(), group.end());
  return names;
}

struct Pattern {
  std::vector<Names> from, to;
  Names names;  // of `from`, in order
};

Pattern parsed(std::string_view pattern) {
  const size_t arrow = pattern.find("->");
  if (arrow == std::string_view::npos) refuse_pattern(pattern, "there is no '->'");
  Pattern p = {axes_named(pattern.substr(0, arrow), pattern),
               axes_named(pattern.substr(arrow + 2), pattern),
               {}};
  p.names = all_names(p.from);
  Names before = p.names, after = all_names(p.to);
  std::sort(before.begin(), before.end());
  std::sort(after.begin(), after.end());
  const auto twice = std::adjacent_find(before.begin(), before.end());
  if (twice != before.end()) refuse_pattern(pattern, text("'", *twice, "' stands twice"));
  if (before != after) refuse_pattern(pattern, "its two sides do not hold the same names");
  return p;
}

const int64_t* given_length(const AxesLengths& lengths, const std::string& name) {
  for (const auto& [known, length] : lengths) {
    if (known == name) return &length;
  }
  return nullptr;
}

/// The lengths of the names that axis `axis` of x holds.
void add_lengths(const Tensor& x, int axis, const Names& group, const AxesLengths& given,
                 Shape& lengths) {
  int64_t known = 1;
  const std::string* unknown = nullptr;
  for (const std::string& name : group) {
    const int64_t* length = given_length(given, name);
    if (length) {
      if (*length < 1) throw_value_error(text("rearrange: ", name, " is ", *length));
      known *= *length;
    } else if (unknown) {
      throw_value_error(
          text("rearrange: the lengths of '", *unknown, "' and '", name, "' are both unknown"),
          {{"tensor", describe(x)}}, text("give one: {{\"", name, "\", 2}}"));
    } else {
      unknown = &name;
    }
  }
  const int64_t whole = x.shape()[axis];
  if (unknown ? whole % known != 0 : whole != known) {
    throw_shape_error(
        text("rearrange: axis ", axis, " of length ", whole,
             unknown ? " cannot be divided by " : " is no product of lengths, ", known),
        {{"tensor", describe(x)}});
  }
  for (const std::string& name : group) {
    lengths.push_back(&name == unknown ? whole / known : *given_length(given, name));
  }
}

}  // namespace

Tensor rearrange(const Tensor& tensor, std::string_view pattern, const AxesLengths& axes_lengths) {
  if (is_symbolic(tensor)) {
    Config keywords;
    for (const auto& [name, length] : axes_lengths) keywords.set(name, length);
    const std::string kept(pattern);
    return symbolic_op({.class_name = "Rearrange",
                        .module = "einops",
                        .arguments = {std::nullopt, ConfigValue(kept)},
                        .keywords = std::move(keywords)},
                       tensor,
                       [=](const Tensors& in) { return rearrange(in[0], kept, axes_lengths); });
  }
  const Pattern p = parsed(pattern);
  if (static_cast<int>(p.from.size()) != tensor.ndim()) {
    throw_shape_error(text("rearrange: the pattern '", pattern, "' names ", p.from.size(), " axes"),
                      {{"tensor", describe(tensor)}});
  }
  for (const auto& [name, length] : axes_lengths) {
    if (std::find(p.names.begin(), p.names.end(), name) == p.names.end()) {
      throw_value_error(text("rearrange: the pattern '", pattern, "' has no '", name, "'"));
    }
  }
  Shape lengths, shape;
  for (size_t i = 0; i < p.from.size(); ++i) {
    add_lengths(tensor, static_cast<int>(i), p.from[i], axes_lengths, lengths);
  }
  Axes order;
  for (const Names& group : p.to) {
    int64_t length = 1;
    for (const std::string& name : group) {
      const auto at = std::find(p.names.begin(), p.names.end(), name) - p.names.begin();
      order.list.push_back(at);
      length *= lengths[static_cast<int>(at)];
    }
    shape.push_back(length);
  }
  const Tensor apart = reshape(tensor, lengths);
  return reshape(order.list.empty() ? apart : transpose(apart, order), shape);
}

}  // namespace keratin::ops
