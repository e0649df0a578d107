#include "keratin/backend/read_through_internal.h"

#include <gtest/gtest.h>

#include "keratin/backend/recorder_internal.h"
#include "keratin/backend/replay_internal.h"
#include "keratin/keratin.h"

namespace keratin {
namespace {

/// A mean's gradient, the same row many times, that is copied and then added to a table.
class ReadThrough : public ::testing::Test {
 protected:
  Tensor spread() const { return ops::broadcast_to(rows_, {8, 5, 16}).contiguous(); }
  Tensor added(const Tensor& wide) const {
    Tensor sums = zeros_ * 1;
    backend_of(sums).run(
        ScatterAddCall{.y = wide.view(), .indices = indices_.view(), .axis = 0, .x = sums.view()});
    return sums;
  }
  static void put(const Tensor& x, const Tensor& values) {
    backend_of(x).run(CopyCall{.x = values.view(), .y = x.view()});
  }
  template <class Run>
  Recording recorded(Run run) const {
    Recorder recorder({}, {}, nullptr);
    for (const Tensor& known : {rows_, zeros_, indices_}) recorder.know(known);
    return recorder.finish(run());
  }
  /// What run() gives, from its replay.
  static Tensor replayed(const Recording& recording) {
    std::string why;
    const auto replay = Replay::make(recording, {}, why);
    EXPECT_TRUE(replay) << why;
    EXPECT_TRUE(replay->run({}, [] {}));
    return replay->results().at(0).copy();
  }
  static Strides strides_of_added(const Recording& recording) {
    for (const AnyCall& call : recording.calls) {
      if (const auto* scatter = std::get_if<ScatterAddCall>(&call)) return scatter->y.strides;
    }
    return {};
  }

  const Tensor rows_ = random::normal({8, 1, 16}, {.seed = 1}), zeros_ = zeros({50, 16});
  const Tensor indices_ = random::randint({8, 5}, 0, 50, int32, {.seed = 2});
};

TEST_F(ReadThrough, AddsToATableWhatIsNotWrittenOut) {
  const Recording recording = recorded([&] { return TensorList{added(spread())}; });
  EXPECT_EQ(strides_of_added(recording), (Strides{80, 16, 1}));
  EXPECT_EQ(strides_of_added(read_through_copies(recording)), (Strides{16, 0, 1}));
  for (uint64_t i = 0; i < 3; ++i) {
    put(rows_, random::normal({8, 1, 16}, {.seed = 10 + i}));
    EXPECT_TRUE(array_equal(replayed(recording), added(spread())));
  }
}

TEST_F(ReadThrough, LeavesACopyOfWhatChangesLater) {
  const auto run = [&] {
    const Tensor wide = spread();
    put(rows_, zeros({8, 1, 16}));
    return TensorList{added(wide)};
  };
  const Tensor drawn = rows_.copy();
  const Recording recording = recorded(run);
  EXPECT_EQ(strides_of_added(read_through_copies(recording)), (Strides{80, 16, 1}));
  put(rows_, drawn);
  const Tensor found = replayed(recording);
  put(rows_, drawn);
  EXPECT_TRUE(array_equal(found, run()[0]));
}

TEST_F(ReadThrough, LeavesACopyThatIsChangedItself) {
  const auto run = [&] {
    const Tensor wide = spread();
    put(wide[0], zeros({5, 16}));
    return TensorList{added(wide)};
  };
  const Recording recording = recorded(run);
  EXPECT_EQ(strides_of_added(read_through_copies(recording)), (Strides{80, 16, 1}));
  EXPECT_TRUE(array_equal(replayed(recording), run()[0]));
}

}  // namespace
}  // namespace keratin
