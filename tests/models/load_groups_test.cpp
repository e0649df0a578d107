#include "keratin/models/load_groups_internal.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

/// A file of one Dense(2) for three inputs, whose bias is found broken when it is unpacked.
class BrokenBias final : public saving::TensorSource {
 public:
  explicit BrokenBias(std::string layer) {
    entries_ = {{.path = layer + "/vars/0", .shape = {3, 2}, .dtype = float32, .bytes = 24},
                {.path = layer + "/vars/1", .shape = {2}, .dtype = float32, .bytes = 8}};
    if (layer.empty()) entries_[0].path = "dense/kernel", entries_[1].path = "dense/bias";
  }
  const std::string& name() const override { return name_; }
  const std::vector<Entry>& entries() const override { return entries_; }
  void read(size_t i, std::span<uint8_t> out) const override {
    check(i);
    std::fill(out.begin(), out.end(), uint8_t{0});
  }
  void check(size_t i) const override {
    if (i == 1) throw_file_error("broken.h5: the bias is broken");
  }

 private:
  std::string name_ = "broken.h5";
  std::vector<Entry> entries_;
};

TEST(LoadGroups, WhatIsBrokenHalfwayChangesNothing) {
  Sequential model({Input({3}), layers::Dense(2, {.kernel_initializer = "ones"})});
  const Tensor before = model.get_weights()[0].copy();
  const auto by_groups = [&] {
    models::load_groups(BrokenBias("layers/dense"), models::saved_groups(model, false), {});
  };
  const auto by_paths = [&] { models::load_by_paths(BrokenBias(""), model, {}); };
  EXPECT_EQ(error_text(by_groups), "FileError: broken.h5: the bias is broken");
  EXPECT_EQ(error_text(by_paths), "FileError: broken.h5: the bias is broken");
  EXPECT_TRUE(array_equal(model.get_weights()[0], before));
}

}  // namespace
}  // namespace keratin
