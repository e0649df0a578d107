#include "keratin/ops/ctc.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near, testing::Golden;

const Golden& golden() {
  static const Golden numbers("ctc");
  return numbers;
}

/// Keras computes in float32 when its floatx is float64 too.
constexpr double kNear = 1e-6;

TEST(Ctc, LossIsKeras) {
  const Tensor& target = golden()["target"];
  for (const int64_t blank : {0, 3}) {
    const Tensor labels = blank == 0 ? target : where(target == 3, 0, target);
    const auto loss = [&](const Tensor& logits) {
      return ops::ctc_loss(labels, logits, golden()["target_length"], golden()["output_length"],
                           blank);
    };
    const std::string name = std::to_string(blank);
    expect_near(loss(golden()["output"]), golden()["loss." + name], kNear, name);
    const Tensor output = watch(golden()["output"]);
    const Tensor counted = tensor({1.0, 1.0, 1.0, 0.0, 1.0}).astype(float64);
    expect_near(gradients(sum(loss(output) * counted), {output})[0], golden()["gradient." + name],
                1e-5, name);
  }
}

// Two labels in two steps have one path, one label in two steps three.
TEST(Ctc, LossCountsAllPaths) {
  const Tensor p = tensor({{{0.2, 0.5, 0.3}, {0.1, 0.6, 0.3}}});
  const auto loss = [&](const Tensor& target, int length) {
    return ops::ctc_loss(target, ops::log(p), tensor({length}), tensor({2})).item<double>();
  };
  EXPECT_NEAR(loss(tensor({{1, 2}}), 2), -std::log(0.5 * 0.3), 1e-6);
  EXPECT_NEAR(loss(tensor({{1, 2}}), 1), -std::log(0.5 * 0.1 + 0.2 * 0.6 + 0.5 * 0.6), 1e-6);
  EXPECT_NEAR(loss(tensor({{1, 2}}), 0), -std::log(0.2 * 0.1), 1e-6);
  EXPECT_NEAR(loss(zeros({1, 0}, int32), 0), -std::log(0.2 * 0.1), 1e-6);
  EXPECT_GT(loss(tensor({{1, 1}}), 2), 9e4);  // needs a blank between them
  EXPECT_EQ(
      ops::ctc_loss(zeros({0, 2}, int32), zeros({0, 3, 4}), zeros({0}, int32), zeros({0}, int32))
          .shape(),
      (Shape{0}));
}

TEST(Ctc, LossHasGradients) {
  const Tensor output = random::normal({2, 5, 4}, {.dtype = float64, .seed = 3});
  const auto f = [](const auto& in) {
    return ops::ctc_loss(tensor({{1, 1, 3}, {2, 3, 0}}), in[0], tensor({3, 2}), tensor({5, 3}));
  };
  EXPECT_LT(testing::gradient_error({output}, f), 1e-7);
}

TEST(Ctc, DecodeIsKeras) {
  const auto check = [](const std::string& name, const ops::CtcDecodeOptions& options) {
    const auto [paths, scores] = ops::ctc_decode(golden()["frames"], golden()["lengths"], options);
    EXPECT_EQ(paths.dtype(), int32);
    EXPECT_EQ(scores.dtype(), float64);
    expect_near(paths, golden()[name + ".paths"], 0, name);
    expect_near(scores, golden()[name + ".scores"], kNear, name);
  };
  check("greedy.plain", {});
  check("greedy.repeated", {.merge_repeated = false});
  check("greedy.blank", {.mask_index = 2});
  check("greedy.last", {.mask_index = {}});
  check("beam.wide", {.strategy = "beam_search", .top_paths = 4});
  check("beam.narrow", {.strategy = "beam_search", .beam_width = 3, .top_paths = 2});
  check("beam.blank",
        {.strategy = "beam_search", .beam_width = 20, .top_paths = 5, .mask_index = 2});
  check("beam.one", {.strategy = "beam_search", .beam_width = 1});
  check("beam.last", {.strategy = "beam_search", .beam_width = 7, .mask_index = {}});
}

TEST(Ctc, DecodeGivesAllPathsThereAre) {
  const Tensor frames = golden()["frames"][{slice(0, 1), slice(0, 2)}];
  const auto [paths, scores] = ops::ctc_decode(
      frames, tensor({2}), {.strategy = "beam_search", .beam_width = 20, .top_paths = 24});
  expect_near(paths, golden()["few.paths"], 0);
  const Tensor few = scores[{slice(), slice(0, 10)}];
  expect_near(few, golden()["few.scores"][{slice(), slice(0, 10)}], kNear);
  EXPECT_TRUE(isinf(scores[{slice(), slice(10, 24)}]).all().item<bool>());
}

TEST(Ctc, BeamsFindTheLikeliestLabels) {
  // The best path is two blanks, 0.36, but the label 1 has three paths, 0.64 in all.
  const Tensor p = tensor({{{0.6, 0.4}, {0.6, 0.4}}});
  const auto [greedy, greedy_score] = ops::ctc_decode(ops::log(p), tensor({2}));
  EXPECT_EQ(greedy.to_vector<int32_t>(), (std::vector<int32_t>{-1, -1}));
  const auto [best, score] = ops::ctc_decode(ops::log(p), tensor({2}), {.strategy = "beam_search"});
  EXPECT_EQ(best.to_vector<int32_t>(), (std::vector<int32_t>{1, -1}));
  EXPECT_NEAR(score.item<double>(), std::log(0.64), 1e-6);
}

TEST(Ctc, SaysWhatIsWrong) {
  const auto says = [](auto&& f, const char* expected) {
    const std::string error = error_text(f);
    EXPECT_NE(error.find(expected), std::string::npos) << error;
  };
  const Tensor target = tensor({{1, 2}}), output = zeros({1, 3, 3}), two = tensor({2});
  const auto loss = [](const Tensor& a, const Tensor& b, const Tensor& c, const Tensor& d,
                       int64_t blank = 0) { ops::ctc_loss(a, b, c, d, blank); };
  says([&] { loss(tensor({1, 2}), output, two, two); }, "ShapeError: ctc_loss: needs target");
  says(
      [&] {
        loss(tensor({{1}, {2}}), output, two, two);
      },
      "ctc_loss: Arguments `target` and `output` must have the same first dimension. Received "
      "shapes: `(2, 1)` and `(1, 3, 3)`.");
  says([&] { loss(target, output, tensor({2, 2}), two); }, "`target_length` and `target`");
  says([&] { loss(target, output, two, tensor({2, 2})); }, "`output_length` and `output`");
  says(
      [&] {
        loss(tensor({{1, 3}}), output, two, two);
      },
      "ValueError: ctc_loss: label 3 is outside the 3 classes (0 to 2)");
  says([&] { loss(tensor({{-1, 1}}), output, two, two); }, "label -1 is outside");
  says([&] { loss(tensor({{0.5, 1.0}}), output, two, two); }, "label 0.5 is no whole number");
  loss(tensor({{1, 2, 9}}), output, two, two);  // nobody asks for the third
  says([&] { loss(target, output, two, two, 3); }, "mask_index is 3, of 3 classes");
  says([&] { loss(target, output, two, two, -1); }, "mask_index is -1, of 3 classes");
  const auto decode = [&](const ops::CtcDecodeOptions& options) {
    ops::ctc_decode(output, two, options);
  };
  says([&] { ops::ctc_decode(zeros({3, 3}), two); }, "ShapeError: ctc_decode: needs inputs");
  says([&] { ops::ctc_decode(output, tensor({2, 2})); }, "ShapeError: ctc_decode: needs inputs");
  says([&] { decode({.strategy = "best"}); },
       "ctc_decode: Invalid strategy best. Supported values are 'greedy' and 'beam_search'.");
  says([&] { decode({.mask_index = 7}); }, "mask_index is 7, of 3 classes");
  says([&] { decode({.strategy = "beam_search", .beam_width = 0}); }, "received 0 and 1");
  says([&] { decode({.strategy = "beam_search", .beam_width = 2, .top_paths = 5}); },
       "received 2 and 5");
}

}  // namespace
}  // namespace keratin
