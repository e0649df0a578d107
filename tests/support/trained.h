// What a training leaves behind, to compare one way of running it with another.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "keratin/keratin.h"

namespace keratin::testing {

/// Whether steps of it are replayed.
inline bool is_recorded(const Model& model) {
  return model.plan_text().find("recorded, ") != std::string::npos;
}

/// Weights, state and history of a training.
struct Trained {
  std::vector<Tensor> weights;
  History history;
  Scores scores;
  std::string plan;
};

/// To the bit.
inline void expect_equal(const Trained& a, const Trained& b, const std::string& what) {
  ASSERT_EQ(a.weights.size(), b.weights.size()) << what;
  for (size_t i = 0; i < a.weights.size(); ++i) {
    EXPECT_TRUE(array_equal(a.weights[i], b.weights[i])) << what << ", weight " << i;
  }
  for (const auto& [name, values] : a.history.history) {
    EXPECT_EQ(values, b.history.history[name]) << what << " " << name;
  }
  for (const auto& [name, value] : a.scores)
    EXPECT_EQ(value, b.scores[name]) << what << " " << name;
}

}  // namespace keratin::testing
