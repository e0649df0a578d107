// What the copies of a layer share.
#pragma once
#include <deque>
#include <mutex>

#include "keratin/base/text.h"
#include "keratin/layers/layer.h"

namespace keratin::layers {

struct Layer::State {
  explicit State(const LayerOptions& options)
      : name(options.name.empty() ? snake_case(options.class_name) : options.name),
        has_given_name(!options.name.empty()),
        trainable(options.trainable),
        policy(options.dtype.resolved()),
        compute_dtype(policy.compute_dtype()),
        autocast(options.autocast),
        activity_regularizer(options.activity_regularizer.make()),
        regularizes_parts(options.regularizes_parts),
        input_shape(options.input_shape) {}

  std::string name;
  bool has_given_name;
  bool trainable;
  DTypePolicy policy;
  DType compute_dtype;
  bool autocast;
  std::shared_ptr<Regularizer> activity_regularizer;
  bool regularizes_parts;
  Shape input_shape;

  std::deque<Weight> weights;  // entries stay where they are
  std::vector<std::shared_ptr<RandomStream>> random_streams;
  std::vector<std::shared_ptr<Layer>> sublayers;
  std::vector<std::string> attributes;  // that hold the sublayers
  bool is_built = false;
  Shapes build_shapes;
  size_t tracked_before_build = 0;
  bool has_warned_of_mask = false;

  std::recursive_mutex mutex;     // of building
  std::vector<GraphNode*> nodes;  // calls with symbolic tensors; each takes itself out
};

}  // namespace keratin::layers
