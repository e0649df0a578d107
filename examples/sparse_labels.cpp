// The same network from a list of layers, with the labels as they are: no to_categorical needed.
#include <keratin/keratin.h>
using namespace keratin;

int main() {
  auto [train, test] = datasets::mnist::load_data();
  Tensor train_images = train.x.reshape({60000, 28 * 28}).astype(float32) / 255;
  Tensor test_images = test.x.reshape({10000, 28 * 28}).astype(float32) / 255;

  Sequential model({
      Input({28 * 28}),
      layers::Dense(512, {.activation = "relu"}),
      layers::Dense(10, {.activation = "softmax"}),
  });
  model.compile("rmsprop", "sparse_categorical_crossentropy", {"accuracy"});
  model.fit(train_images, train.y, {.batch_size = 128, .epochs = 2});

  Tensor test_digits = test_images[slice(0, 10)];
  Tensor predictions = model.predict(test_digits);
  print(predictions[0].argmax(), predictions[{0, 7}], test.y[0]);

  auto [test_loss, test_acc] = model.evaluate(test_images, test.y);
  print("test_acc:", test_acc);
}
