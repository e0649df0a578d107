// Two inputs, a shared layer, an operator, a nested model and two named outputs; then the same
// model from its JSON, and a part of it as a model of its own.
#include <keratin/keratin.h>

using namespace keratin;

int main() {
  utils::set_random_seed(3);
  Sequential encoder({Input({12}), layers::Dense(32, {.activation = "relu"}), layers::Dense(8)},
                     {.name = "encoder"});
  Input left({12}, {.name = "left"}), right({12}, {.name = "right"});
  Tensor x = layers::Concatenate()({encoder(left), encoder(right)});
  x = layers::Dense(16, {.activation = "tanh", .name = "joined"})(x) + x;
  Tensor same = layers::Dense(1, {.activation = "sigmoid", .name = "same"})(x);
  Tensor kind = layers::Dense(3, {.activation = "softmax", .name = "kind"})(x);
  Model model({left, right}, {same, kind});
  model.summary();

  // Points in three clouds: are two of one kind, and of which is the first?
  const Tensor kinds = random::randint({2, 2000}, 0, 3);
  const Tensor centers = random::normal({3, 12}, {.stddev = 2});
  const Tensor lefts = ops::take(centers, kinds[0], 0) + random::normal({2000, 12});
  const Tensor rights = ops::take(centers, kinds[1], 0) + random::normal({2000, 12});
  const Tensor are_same = (kinds[0] == kinds[1]).astype(float32).expand_dims(1);

  model.compile(
      {.optimizer = "adam",
       .loss = {{"same", "binary_crossentropy"}, {"kind", "sparse_categorical_crossentropy"}},
       .loss_weights = {{"kind", 0.5}},
       .metrics = {{"same", {"accuracy"}}, {"kind", {"accuracy"}}}});
  model.fit({lefts, rights}, {are_same, kinds[0]}, {.epochs = 10, .verbose = 2});

  const auto [is_same, is_kind] = model.predict<2>({{"right", rights}, {"left", lefts}});
  print("the first pair:", is_same[0], is_kind[0]);

  Model joined(model.inputs(), model.get_layer("joined").output());
  print("inside:", joined(Tensors{lefts, rights}).shape());

  Model again = model_from_json(model.to_json());
  again.set_weights(model.get_weights());
  const bool agrees = array_equal(again.predict<2>({lefts, rights})[0], is_same);
  print("from its JSON:", agrees ? "the same" : "OTHER", "predictions");
  return agrees ? 0 : 1;
}
