// The calls as data: every one can be looked into, kept and run again.
#include "keratin/backend/calls.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

struct Count {
  int read = 0, written = 0;
};

template <class Call>
Count views_of(Call call) {
  Count count;
  for_each_view(call, [&](auto& view) {
    using V = std::remove_cvref_t<decltype(view)>;
    count.read += kIsRead<V>;
    count.written += kIsWritten<V>;
  });
  return count;
}

/// Does nothing but write down what it was asked for.
class Recorder final : public EveryCall<Recorder> {
 public:
  const char* name() const override { return "recorder"; }
  template <class Call>
  void every(const Call& call) {
    calls.emplace_back(call);
  }
  void upload(const void*, const View&) override {}
  void download(const ConstView&, void*) override {}
  std::vector<AnyCall> calls;
};

TEST(Calls, NameTheirViewsAndThemselves) {
  const std::set<std::string> sources = {"fill", "random", "permutation"};  // they read nothing
  const std::set<std::string> sinks = {"normalization_gradient"};  // what it writes is optional
  std::set<std::string> names;
#define KERATIN_LOOK(Call)                                                     \
  {                                                                            \
    const Count count = views_of(Call());                                      \
    EXPECT_EQ(count.written == 0, sinks.count(Call::name) == 1) << Call::name; \
    EXPECT_EQ(count.read == 0, sources.count(Call::name) == 1) << Call::name;  \
    EXPECT_TRUE(names.insert(Call::name).second) << Call::name;                \
    EXPECT_TRUE(Call() == Call());                                             \
  }
  KERATIN_CALLS(KERATIN_LOOK)
#undef KERATIN_LOOK
  EXPECT_EQ(names.size(), std::variant_size_v<AnyCall>);
}

TEST(Calls, VisitOnlyViewsThatAreThere) {
  DenseCall dense;
  EXPECT_EQ(views_of(dense).read, 2);
  dense.bias = ConstView();
  EXPECT_EQ(views_of(dense).read, 3);
  UpdateCall update;
  EXPECT_EQ(views_of(update).written, 1);
  update.slots[0] = View();
  update.slots[2] = View();
  EXPECT_EQ(views_of(update).written, 3);
}

TEST(Calls, DifferInAnyNumber) {
  const Tensor x = zeros({3});
  const UnaryCall call = {.f = Unary::elu, .args = {1, 0}, .x = x.view(), .y = x.view()};
  UnaryCall other = call;
  EXPECT_TRUE(call == other);
  other.args.a = 2;
  EXPECT_FALSE(call == other);
  EXPECT_TRUE(AnyCall(call) == AnyCall(call));
  EXPECT_FALSE(AnyCall(call) == AnyCall(CopyCall{.x = x.view(), .y = x.view()}));
}

TEST(Calls, AreARecordingThatRunsAgainElsewhere) {
  const Tensor x = tensor({1.0, -2.0, 3.0}), y = zeros({3}), z = zeros({3});
  Recorder recorder;
  recorder.run(UnaryCall{.f = Unary::relu, .x = x.view(), .y = y.view()});
  recorder.run(BinaryCall{.f = Binary::add, .a = x.view(), .b = y.view(), .y = z.view()});
  ASSERT_EQ(recorder.calls.size(), 2U);
  EXPECT_EQ(z.to_vector<float>(), (std::vector<float>{0, 0, 0}));
  // The same list with z in another place.
  const Tensor moved = zeros({3});
  for (AnyCall& call : recorder.calls) {
    std::visit(
        [&](auto& one) {
          for_each_view(one, [&](auto& view) {
            if (view.data == z.view().data) view.data = moved.view().data;
          });
        },
        call);
    reference_backend().run(call);
  }
  EXPECT_EQ(moved.to_vector<float>(), (std::vector<float>{2, -2, 6}));
  EXPECT_EQ(z.to_vector<float>(), (std::vector<float>{0, 0, 0}));
}

TEST(Calls, SayWhetherTheyAreElementwise) {
  EXPECT_TRUE(is_elementwise(BinaryCall{}));
  EXPECT_TRUE(is_elementwise(FillCall{}));
  EXPECT_FALSE(is_elementwise(ReduceCall{}));
  EXPECT_FALSE(is_elementwise(MatmulCall{}));
  UnaryCall call;
  call.x.shape = call.y.shape = {3, 4};
  EXPECT_EQ(shape_of_elements(call), (Shape{3, 4}));
}

}  // namespace
}  // namespace keratin
