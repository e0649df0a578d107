// Convolutional LSTMs.
#include "keratin/layers/rnn/conv_lstm.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/config_order_internal.h"
#include "keratin/layers/convolution/window_arguments_internal.h"
#include "keratin/layers/rnn/conv_lstm_cell_internal.h"
#include "keratin/layers/rnn/recurrence_arguments_internal.h"

namespace keratin::layers {

template <class Self, int rank>
ConvLSTMOf<Self, rank>::ConvLSTMOf(ConvLSTMOptions given)
    : LayerOf<Self, ConvLSTMOptions, Recurrence>(with_input_shape(std::move(given))) {
  ConvLSTMOptions& options = this->options_;
  check_filters(options.filters);
  check_window({.size = options.kernel_size,
                .size_name = "kernel_size",
                .strides = options.strides,
                .dilation_rate = options.dilation_rate,
                .padding = options.padding},
               rank, false);
  for (double* rate : {&options.dropout, &options.recurrent_dropout}) {
    *rate = std::clamp(*rate, 0.0, 1.0);
  }
  auto cell = with_members_of<ConvLSTMCellOptions>(options);
  cell.rank = rank;
  cell.name = "conv_lstm_cell";
  this->set_cell(std::make_shared<ConvLSTMCell>(std::move(cell)),
                 with_members_of<RecurrenceArguments>(options));
}

template <class Self, int rank>
void ConvLSTMOf<Self, rank>::build(const Shapes& x) {
  if (x[0].rank() != rank + 3) {
    throw_shape_error(text("expected ndim=", rank + 3, ", ",
                           this->options_.data_format.is_channels_first()
                               ? "(batch, steps, channels, lengths...)"
                               : "(batch, steps, lengths..., channels)",
                           ", found ndim=", x[0].rank(), ". Full shape received: ", x[0]));
  }
  Recurrence::build(x);
}

template <class Self, int rank>
Config ConvLSTMOf<Self, rank>::get_config() const {
  return with_activity_regularizer(LayerOf<Self, ConvLSTMOptions, Recurrence>::get_config(),
                                   "kernel_constraint");
}

}  // namespace keratin::layers

namespace keratin {
#define KERATIN_INSTANCE(Class, rank)                                                         \
  template class Described<layers::Class, layers::ConvLSTMOptions, layers::Recurrence>;       \
  template class layers::LayerOf<layers::Class, layers::ConvLSTMOptions, layers::Recurrence>; \
  template class layers::ConvLSTMOf<layers::Class, rank>;
KERATIN_INSTANCE(ConvLSTM1D, 1)
KERATIN_INSTANCE(ConvLSTM2D, 2)
KERATIN_INSTANCE(ConvLSTM3D, 3)
#undef KERATIN_INSTANCE
}  // namespace keratin
