// The first example of deep learning: a network that learns to read handwritten digits.
#include <keratin/keratin.h>
using namespace keratin;

int main() {
  auto [train, test] = datasets::mnist::load_data();
  Tensor train_images = train.x.reshape({60000, 28 * 28}).astype(float32) / 255;
  Tensor test_images = test.x.reshape({10000, 28 * 28}).astype(float32) / 255;

  Sequential network;
  network.add(layers::Dense(512, {.activation = "relu", .input_shape = {28 * 28}}));
  network.add(layers::Dense(10, {.activation = "softmax"}));
  network.compile(
      {.optimizer = "rmsprop", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});

  network.fit(train_images, utils::to_categorical(train.y), {.batch_size = 128, .epochs = 5});
  auto scores = network.evaluate(test_images, utils::to_categorical(test.y));
  print("test_acc:", scores["accuracy"]);

  Tensor predictions = network.predict(test_images[slice(0, 10)]);
  print(predictions[0], predictions[0].argmax());
  plot::imshow(test.x[0], {.cmap = "binary"});
  plot::savefig("digit.png");
}
