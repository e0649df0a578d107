// The convolutions and pools, as functions, that a file's graph may hold.
#include "keratin/models/graph_arguments_internal.h"
#include "keratin/ops/convolution.h"
#include "keratin/ops/pooling.h"

namespace keratin::models {
namespace {

ops::ConvOptions conv_options(const Arguments& a) {
  return {.strides = a.sizes("strides"),
          .padding = a.word("padding", "valid"),
          .data_format = a.word("data_format", ""),
          .dilation_rate = a.sizes("dilation_rate")};
}

Tensors call_conv_transpose(const Arguments& a) {
  return ops::conv_transpose(a.tensor(0), a.tensor(1),
                             {.strides = a.sizes("strides"),
                              .padding = a.word("padding", "valid"),
                              .output_padding = a.sizes("output_padding"),
                              .data_format = a.word("data_format", ""),
                              .dilation_rate = a.sizes("dilation_rate")});
}

template <Tensor (*pool)(const Tensor&, const Sizes&, const ops::PoolOptions&)>
Tensors call_pool(const Arguments& a) {
  return pool(a.tensor(), a.sizes("pool_size"),
              {.strides = a.sizes("strides"),
               .padding = a.word("padding", "valid"),
               .data_format = a.word("data_format", "")});
}
template <Tensor (*pool)(const Tensor&, const Sizes&, const std::string&)>
Tensors call_adaptive_pool(const Arguments& a) {
  return pool(a.tensor(), a.sizes("output_size"), a.word("data_format", ""));
}

struct WindowOpEntry {
  std::string_view name;
  Tensors (*call)(const Arguments&);
};
constexpr WindowOpEntry kWindowOps[] = {
    {"Conv",
     [](const Arguments& a) -> Tensors {
       return ops::conv(a.tensor(0), a.tensor(1), conv_options(a));
     }},
    {"DepthwiseConv",
     [](const Arguments& a) -> Tensors {
       return ops::depthwise_conv(a.tensor(0), a.tensor(1), conv_options(a));
     }},
    {"SeparableConv",
     [](const Arguments& a) -> Tensors {
       return ops::separable_conv(a.tensor(0), a.tensor(1), a.tensor(2), conv_options(a));
     }},
    {"ConvTranspose", call_conv_transpose},
    {"MaxPool", call_pool<ops::max_pool>},
    {"AveragePool", call_pool<ops::average_pool>},
    {"AdaptiveMaxPool", call_adaptive_pool<ops::adaptive_max_pool>},
    {"AdaptiveAveragePool", call_adaptive_pool<ops::adaptive_average_pool>},
};

}  // namespace

std::optional<Tensors> called_window_op(const std::string& class_name, const Arguments& arguments) {
  for (const WindowOpEntry& entry : kWindowOps) {
    if (entry.name == class_name) return entry.call(arguments);
  }
  return {};
}

}  // namespace keratin::models
