// A penalty on the size of what goes through.
#include "keratin/layers/regularization/activity_regularization.h"

#include "keratin/regularizers/l1_l2.h"

namespace keratin::layers {

LayerOptions PenalizedLayer::common(const ActivityRegularizationOptions& options,
                                    std::string_view class_name) {
  LayerOptions common = Layer::common(options, class_name);
  common.activity_regularizer = regularizers::L1L2({.l1 = options.l1, .l2 = options.l2});
  return common;
}

ActivityRegularization::ActivityRegularization(ActivityRegularizationOptions options)
    : LayerOf(std::move(options)) {}

Config ActivityRegularization::get_config() const {  // l1 and l2 say it
  Config config = LayerOf::get_config();
  config.erase("activity_regularizer");
  return config;
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::ActivityRegularization, layers::ActivityRegularizationOptions,
                         layers::PenalizedLayer>;
template class layers::LayerOf<layers::ActivityRegularization,
                               layers::ActivityRegularizationOptions, layers::PenalizedLayer>;
}  // namespace keratin
