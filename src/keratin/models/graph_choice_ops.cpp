// The ops that a file's graph may hold which choose, order, attend and compare.
#include "keratin/models/graph_arguments_internal.h"
#include "keratin/ops/attention.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/crossentropy.h"
#include "keratin/ops/nan_reductions.h"
#include "keratin/ops/products.h"
#include "keratin/ops/search.h"
#include "keratin/ops/selection.h"
#include "keratin/ops/sort.h"
#include "keratin/ops/stacking.h"
#include "keratin/ops/statistics.h"

namespace keratin::models {
namespace {

ArgOptions place_options(const Arguments& a) {
  ArgOptions options = {.keepdims = a.flag("keepdims")};
  if (a.has_axis()) options.axis = a.axis(0);
  return options;
}

Tensors call_attention(const Arguments& a) {
  ops::DotProductAttentionOptions options = {.bias = a.named_tensor("bias"),
                                             .mask = a.named_tensor("mask"),
                                             .is_causal = a.flag("is_causal")};
  if (!a.at("scale").is_none()) options.scale = a.number("scale", 1);
  if (!a.at("flash_attention").is_none()) options.flash_attention = a.flag("flash_attention");
  if (!a.at("attn_logits_soft_cap").is_none()) {
    options.attn_logits_soft_cap = a.number("attn_logits_soft_cap", 0);
  }
  return ops::dot_product_attention(a.tensor(0), a.tensor(1), a.tensor(2), options);
}

Tensors call_cross(const Arguments& a) {
  const auto axis = [&](std::string_view name) {
    return a.at(name).is_none() ? -1 : static_cast<int>(a.whole(name));
  };
  ops::CrossOptions options = {
      .axisa = axis("axisa"), .axisb = axis("axisb"), .axisc = axis("axisc")};
  if (a.has_axis()) options.axis = a.axis(-1);
  return ops::cross(a.tensor(0), a.tensor(1), options);
}

Tensors call_digitize(const Arguments& a) {
  if (a.is_tensor(1)) return ops::digitize(a.tensor(0), a.tensor(1));
  std::vector<double> edges;
  from_value(a.value(1), edges);
  return ops::digitize(a.tensor(0), tensor(edges).as_dtype(float32));
}

Tensors call_meshgrid(const Arguments& a) {
  std::vector<Tensor> vectors;
  for (size_t i = 0; i < a.count(); ++i) vectors.push_back(a.tensor(i));
  return Tensors(ops::meshgrid(vectors, a.word("indexing", "xy").c_str()));
}

Tensors call_top_k(const Arguments& a) {
  const bool sorted = !a.is_false("sorted");
  const auto [values, indices] = ops::top_k(a.tensor(), a.at("k").as_integer(), sorted);
  return {values, indices};
}

Tensors call_trapezoid(const Arguments& a) {
  return ops::trapezoid(a.tensor(), {.dx = a.number("dx", 1), .axis = a.axis(-1)});
}

struct ChoiceOpEntry {
  std::string_view name;
  Tensors (*call)(const Arguments&);
};
constexpr ChoiceOpEntry kChoiceOps[] = {
    {"Argmax",
     [](const Arguments& a) -> Tensors { return ops::argmax(a.tensor(), place_options(a)); }},
    {"Argmin",
     [](const Arguments& a) -> Tensors { return ops::argmin(a.tensor(), place_options(a)); }},
    {"Argsort", [](const Arguments& a) -> Tensors { return ops::argsort(a.tensor(), a.axis(-1)); }},
    {"BroadcastTo",
     [](const Arguments& a) -> Tensors {
       return ops::broadcast_to(a.tensor(), a.lengths("shape"));
     }},
    {"Copy", [](const Arguments& a) -> Tensors { return ops::copy(a.tensor()); }},
    {"Correlate",
     [](const Arguments& a) -> Tensors {
       return ops::correlate(a.tensor(0), a.tensor(1), a.word("mode", "valid"));
     }},
    {"Cross", call_cross},
    {"Digitize", call_digitize},
    {"DotProductAttention", call_attention},
    {"Glu", [](const Arguments& a) -> Tensors { return ops::glu(a.tensor(), a.axis(-1)); }},
    {"InTopK",
     [](const Arguments& a) -> Tensors {
       return ops::in_top_k(a.tensor(0), a.tensor(1), a.at("k").as_integer());
     }},
    {"Meshgrid", call_meshgrid},
    {"Nanargmax",
     [](const Arguments& a) -> Tensors { return ops::nanargmax(a.tensor(), place_options(a)); }},
    {"Nanargmin",
     [](const Arguments& a) -> Tensors { return ops::nanargmin(a.tensor(), place_options(a)); }},
    {"Sort", [](const Arguments& a) -> Tensors { return ops::sort(a.tensor(), a.axis(-1)); }},
    {"Sparsemax",
     [](const Arguments& a) -> Tensors { return ops::sparsemax(a.tensor(), a.axis(-1)); }},
    {"SparseCategoricalCrossentropy",
     [](const Arguments& a) -> Tensors {
       return ops::sparse_categorical_crossentropy(a.tensor(0), a.tensor(1), a.flag("from_logits"),
                                                   a.axis(-1));
     }},
    {"StopGradient", [](const Arguments& a) -> Tensors { return ops::stop_gradient(a.tensor()); }},
    {"TopK", call_top_k},
    {"Trapezoid", call_trapezoid},
};

}  // namespace

std::optional<Tensors> called_choice_op(const std::string& class_name, const Arguments& arguments) {
  for (const ChoiceOpEntry& entry : kChoiceOps) {
    if (entry.name == class_name) return entry.call(arguments);
  }
  return {};
}

}  // namespace keratin::models
