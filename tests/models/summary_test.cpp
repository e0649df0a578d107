#include <gtest/gtest.h>

#include <string>

#include "keratin/keratin.h"

namespace keratin {
namespace {

std::string digits_summary(int line_length, bool is_compiled) {
  Sequential network({Input({784}), layers::Dense(512, {.activation = "relu"}),
                      layers::Dense(10, {.activation = "softmax"})});
  if (is_compiled) {
    network.compile({.optimizer = "rmsprop", .loss = "sparse_categorical_crossentropy"});
    network.fit(zeros({1, 784}), tensor({1}), {.verbose = 0});
  }
  return network.summary_text(line_length);
}

TEST(Summary, CountsTheOptimizerOnceItIsBuilt) {
  const std::string text = digits_summary(76, true);
  EXPECT_EQ(text.substr(text.find(" Total")),
            " Total params: 814,102 (3.11 MB)\n"
            " Trainable params: 407,050 (1.55 MB)\n"
            " Non-trainable params: 0 (0.00 B)\n"
            " Optimizer params: 407,052 (1.55 MB)\n");
}

TEST(Summary, EightyEightColumnsAreKerassWidest) {
  const std::string text = digits_summary(88, false);
  EXPECT_EQ(
      text.substr(0, text.find("┡")),
      "Model: \"sequential\"\n"
      "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┓\n"
      "┃ Layer (type)                         ┃ Output Shape                ┃         Param # ┃\n");
}

TEST(Summary, BeforeTheShapeIsKnownThereAreQuestionMarks) {
  const Sequential network({layers::Flatten(), layers::Dense(3)}, {.name = "open"});
  const std::string text = network.summary_text();
  EXPECT_NE(text.find("Model: \"open\"\n"), text.npos);
  EXPECT_NE(
      text.find("│ flatten (Flatten)               │ ?                      │   0 (unbuilt) │\n"),
      text.npos)
      << text;
  EXPECT_NE(text.find(" Total params: 0 (0.00 B)\n"), text.npos);
}

TEST(Summary, FrozenWeightsAreCountedApart) {
  Sequential network({Input({3}), layers::Dense(4), layers::Dense(2)});
  network.get_layer(0).set_trainable(false);
  const std::string text = network.summary_text();
  EXPECT_EQ(text.substr(text.find(" Total")),
            " Total params: 26 (104.00 B)\n"
            " Trainable params: 10 (40.00 B)\n"
            " Non-trainable params: 16 (64.00 B)\n");
}

TEST(Summary, LongNamesWrapAtTheWordBoundary) {
  const Sequential network(
      {Input({3}), layers::Dense(4, {.name = "a_layer_with_a_rather_long_name"})});
  EXPECT_NE(network.summary_text().find(
                "│ a_layer_with_a_rather_long_name │ (None, 4)              │            16 │\n"
                "│ (Dense)                         │                        │               │\n"),
            std::string::npos)
      << network.summary_text();
}

TEST(Summary, IsPrintedWithoutColoursWhereThereIsNoTerminal) {
  const Sequential network({Input({3}), layers::Dense(4)});
  ::testing::internal::CaptureStdout();
  network.summary();
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), network.summary_text());
  EXPECT_EQ(network.summary_text().find('\x1b'), std::string::npos);
  EXPECT_NE(network.summary_text(76, true).find("\x1b[1m"), std::string::npos);
}

}  // namespace
}  // namespace keratin
