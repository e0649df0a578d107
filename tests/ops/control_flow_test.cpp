#include "keratin/ops/control_flow.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;

void says(const std::string& error, const char* expected) {
  EXPECT_NE(error.find(expected), std::string::npos) << error;
}

const auto kSum = [](const Tensor& c, const Tensor& x) { return std::pair(c + x, c * 2); };

TEST(ControlFlow, ScanCarriesAndStacks) {
  const Tensor xs = tensor({1.0, 2.0, 3.0});
  const auto [carry, y] = ops::scan(kSum, 0.0, xs);
  expect_near(carry, tensor(6.0), 0);
  expect_near(y, tensor({0.0, 2.0, 6.0}), 0);
  expect_near(ops::scan(kSum, 0.0, xs, {.reverse = true}).second, tensor({10.0, 6.0, 0.0}), 0);
  const auto count = [](const Tensor& c, const Tensor&) { return std::pair(c + 1, c); };
  expect_near(ops::scan(count, 0.0, None, {.length = 3}).second, tensor({0.0, 1.0, 2.0}), 0);
  const auto [last, none] = ops::scan(kSum, tensor(5.0), zeros({0}));
  expect_near(last, tensor(5.0), 0);
  EXPECT_EQ(none.shape(), (Shape{0}));
}

TEST(ControlFlow, ScanTakesAndGivesLists) {
  const auto f = [](const Tensors& c, const Tensors& x) {
    return std::pair(Tensors{c[0] + x[0], c[1] * x[1]}, Tensors{c[0], x[1], c[1]});
  };
  const auto [carry, y] =
      ops::scan(f, Tensors{tensor(0.0), tensor(1.0)},
                Tensors{tensor({1.0, 2.0}), tensor({{3.0, 4.0}, {5.0, 6.0}})[{slice(), 0}]});
  ASSERT_EQ(y.size(), 3U);
  expect_near(carry[1], tensor(15.0), 0);
  expect_near(y[2], tensor({1.0, 3.0}), 0);
}

TEST(ControlFlow, ScanSaysWhatDoesNotAgree) {
  const Tensor xs = tensor({1.0, 2.0});
  const auto widens = [](const Tensor& c, const Tensor&) {
    return std::pair(ops::stack({c, c}), c);
  };
  const auto turns = [](const Tensor& c, const Tensor&) { return std::pair(c.astype(int32), c); };
  const auto doubles = [](const Tensors& c, const Tensor& x) {
    return std::pair(Tensors{c[0], c[0]}, x);
  };
  says(error_text([&] { ops::scan(widens, 0.0, xs); }), "must keep its shape: tensor 0");
  says(error_text([&] { ops::scan(turns, 0.0, xs); }), "must keep its dtype: tensor 0");
  says(error_text([&] { ops::scan(doubles, Tensors{tensor(1.0)}, xs); }),
       "carries, 1, but gives 2");
  says(error_text([&] { ops::scan(kSum, 0.0, xs, {.length = 3}); }),
       "`length` argument of 3 which disagrees with the leading axis size 2");
  says(error_text([&] { ops::scan(kSum, 0.0, None); }), "`length` not provided");
  says(error_text([&] { ops::scan(kSum, 0.0, tensor(1.0)); }), "needs a first axis");
  const auto first = [](const Tensor& c, const Tensors& x) { return std::pair(c, x[0]); };
  says(error_text([&] {
         ops::scan(first, 0.0, Tensors{xs, zeros({3})});
       }),
       "different lengths: 2, 3");
}

TEST(ControlFlow, AssociativeScanGivesAllPrefixes) {
  const auto sum = [](const Tensor& a, const Tensor& b) { return a + b; };
  for (int64_t n = 0; n < 20; ++n) {
    const Tensor x = random::normal({n, 3}, {.dtype = float64, .seed = 1});
    expect_near(ops::associative_scan(sum, x), ops::cumsum(x, 0), 1e-12);
    expect_near(ops::associative_scan(sum, x.T(), {.reverse = true, .axis = -1}),
                ops::flip(ops::cumsum(ops::flip(x, 0), 0), 0).T(), 1e-12);
  }
  // x -> a x + b, one after the other.
  const auto compose = [](const Tensors& f, const Tensors& g) {
    return Tensors{f[0] * g[0], f[1] * g[0] + g[1]};
  };
  const Tensors maps = {tensor({2.0, 3.0, 4.0}), tensor({1.0, 1.0, 1.0})};
  expect_near(ops::associative_scan(compose, maps)[1], tensor({1.0, 4.0, 17.0}), 0);
  says(error_text([&] { ops::associative_scan(sum, zeros({2}), {.axis = 1}); }), "axis 1");
  says(error_text([&] {
         ops::associative_scan(compose, Tensors{zeros({2}), zeros({3})});
       }),
       "the same length along axis 0");
}

TEST(ControlFlow, MapsRunForEachElement) {
  const auto square = [](const Tensor& x) { return x * x; };
  expect_near(ops::map(square, arange(4)), tensor({0, 1, 4, 9}), 0);
  const auto both = [](const Tensors& x) { return x[0] + ops::sum(x[1]); };
  expect_near(ops::vectorized_map(both, Tensors{zeros({2}), ones({2, 3})}), tensor({3.0, 3.0}), 0);
  EXPECT_EQ(ops::map(square, zeros({0, 3})).shape(), (Shape{0, 3}));
  says(error_text([&] {
         ops::map(both, Tensors{zeros({2}), zeros({3})});
       }),
       "map: the first axes have different lengths");
}

TEST(ControlFlow, LoopsRunAsLongAsTheyShould) {
  const auto small = [](const Tensor& i) { return i < 10; };
  const auto next = [](const Tensor& i) { return i + 1; };
  expect_near(ops::while_loop(small, next, 0), tensor(10), 0);
  expect_near(ops::while_loop(small, next, 0, 3), tensor(3), 0);
  const Tensors pair = ops::while_loop([](const Tensors& x) { return x[0] < 10; },
                                       [](const Tensors& x) {
                                         return Tensors{x[0] + 1, x[1] + 1};
                                       },
                                       Tensors{tensor(0), tensor(1)});
  expect_near(pair[1], tensor(11), 0);
  expect_near(ops::fori_loop(
                  0, 10, [](const Tensor& i, const Tensor& s) { return s + i; }, 0),
              tensor(45), 0);
  expect_near(ops::fori_loop(
                  3, 1, [](int64_t i, const Tensor& s) { return s + i; }, 7),
              tensor(7), 0);
  says(error_text([&] { ops::while_loop([](const Tensor& i) { return i; }, next, 3); }),
       "cond must give a boolean scalar");
  says(error_text([&] {
         ops::while_loop(
             small, [](const Tensor& i) { return i * 1.5; }, 1);
       }),
       "must keep its dtype");
}

TEST(ControlFlow, ChoicesRunOneBranch) {
  const auto one = [] { return tensor(1.0); };
  const auto fails = []() -> Tensor { throw_value_error("ran"); };
  expect_near(ops::cond(tensor(true), one, fails), tensor(1.0), 0);
  expect_near(ops::cond(tensor(0.0) == 1.0, fails, one), tensor(1.0), 0);
  expect_near(ops::cond(true, one, fails), tensor(1.0), 0);
  const auto at = [](int64_t index) {
    return ops::switch_(
        index, {[](const Tensor& x) { return x + 1; }, [](const Tensor& x) { return x * 9; }},
        tensor(2.0));
  };
  expect_near(at(0), tensor(3.0), 0);
  expect_near(at(5), tensor(18.0), 0);
  expect_near(at(-3), tensor(3.0), 0);
  const Tensors both = ops::switch_<Tensors>(tensor(0), {[](const Tensor& x, const Tensor& y) {
                                               return Tensors{y, x};
                                             }},
                                             tensor(2.0), tensor(3.0));
  expect_near(both[0], tensor(3.0), 0);
  says(error_text([&] { ops::cond(tensor({true}), one, one); }), "must be a scalar");
  says(error_text(
           [&] { ops::switch_(tensor(1.5), {[](const Tensor& x) { return x; }}, tensor(1)); }),
       "must be an integer");
  says(error_text([] { ops::switch_(0, {}, tensor(1)); }), "there are no branches");
}

TEST(ControlFlow, IsDifferentiable) {
  const Tensor x =
      random::uniform({5, 2}, {.minval = 0.5, .maxval = 1.5, .dtype = float64, .seed = 1});
  const auto error = [&](auto f) { return testing::gradient_error({x}, f); };
  EXPECT_LT(error([](const auto& in) {
              const auto f = [](const Tensor& c, const Tensor& r) {
                return std::pair(c * r, c + r);
              };
              const auto [c, y] = ops::scan(f, ones({2}, float64), in[0], {.reverse = true});
              return ops::sum(y) + ops::sum(c);
            }),
            1e-6);
  EXPECT_LT(error([](const auto& in) {
              return ops::associative_scan([](const Tensor& a, const Tensor& b) { return a * b; },
                                           in[0]);
            }),
            1e-6);
  EXPECT_LT(error([](const auto& in) {
              return ops::map([](const Tensor& r) { return ops::sum(r * r); }, in[0]);
            }),
            1e-6);
  EXPECT_LT(error([](const auto& in) {
              return ops::while_loop([](const Tensor& v) { return ops::sum(v) > 1.0; },
                                     [](const Tensor& v) { return v * v * 0.5; }, in[0]);
            }),
            1e-6);
}

TEST(ControlFlow, StandsInAModelThatCannotBeSaved) {
  const Input x({3});
  const Tensor y = ops::map([](const Tensor& row) { return row * row; }, x);
  EXPECT_EQ(y.shape(), (Shape{None, 3}));
  const auto [carry, all] = ops::scan(kSum, zeros({3}), Input({3}, {.batch_size = 4}));
  EXPECT_EQ(carry.shape(), (Shape{3}));
  EXPECT_EQ(all.shape(), (Shape{4, 3}));
  const Model model({x}, {y});
  expect_near(model.predict(tensor({{1.0, 2.0, 3.0}}), {.verbose = 0}), tensor({{1.0, 4.0, 9.0}}),
              0);
  const testing::TemporaryFolder folder;
  says(error_text([&] { model.save(folder / "m.keras"); }), "which no file can hold");
  says(error_text([&] {
         ops::cond(
             ops::sum(x) > 0, [] { return tensor(1); }, [] { return tensor(2); });
       }),
       "symbolic predicate");
}

}  // namespace
}  // namespace keratin
