// What is in a file, without making any of it.
#include "keratin/saving/inspect.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using testing::error_text;
using testing::TemporaryFolder;

Sequential made() {
  const Sequential inner({layers::Dense(2, {.name = "deep"})}, {.name = "block"});
  return Sequential({Input({3}), layers::Flatten({.name = "flat"}), inner}, {.name = "outer"});
}

TEST(Inspect, EveryKindOfFile) {
  const TemporaryFolder folder;
  const Sequential model = made();
  model.save(folder / "m.keras");
  model.save(folder / "m.h5");
  model.save_weights(folder / "m.weights.h5");
  model.save_weights(folder / "m.weights.json");
  model.save_weights(folder / "m.safetensors");
  save_npz(folder / "m.npz", {{"a", zeros({3, 2})}, {"b", zeros({2})}});
  const std::pair<const char*, const char*> kinds[] = {
      {"m.keras", "Keras model"},
      {"m.h5", "Keras model (HDF5, as of Keras 2)"},
      {"m.weights.h5", "Keras weights (HDF5)"},
      {"m.weights.json", "Keras weights (in parts)"},
      {"m.safetensors", "safetensors"},
      {"m.npz", "NumPy archive"}};
  for (const auto& [name, format] : kinds) {
    const saving::FileContents contents = inspect(folder / name);
    EXPECT_EQ(contents.format, format);
    ASSERT_EQ(contents.tensors.size(), 2) << name;
    EXPECT_EQ(contents.tensor_bytes(), 32) << name;
    for (const auto& tensor : contents.tensors) EXPECT_EQ(tensor.dtype, "float32") << name;
    EXPECT_GT(contents.file_bytes, 32) << name;
  }
}

TEST(Inspect, TellsLayersAndShapes) {
  const TemporaryFolder folder;
  made().save(folder / "m.keras");
  const saving::FileContents contents = inspect(folder / "m.keras");
  EXPECT_EQ(contents.keras_version, "3.15.1");
  EXPECT_EQ(contents.model, "Sequential outer");
  const std::string text = contents.to_string();
  EXPECT_NE(text.find("  flat               Flatten\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  block/deep         Dense\n"), std::string::npos) << text;
  EXPECT_NE(text.find("2 tensors, 32.00 B\n"
                      "  layers/sequential/layers/dense/vars/0  float32  (3, 2)     24.00 B\n"
                      "  layers/sequential/layers/dense/vars/1  float32  (2,)        8.00 B"),
            std::string::npos)
      << text;
}

TEST(Inspect, SaysWhatItDoesNotKnow) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_text([&] { inspect(folder / "none"); }),
            "FileError: " + (folder / "none") + ": is not there");
  EXPECT_EQ(error_text([&] { inspect(folder.write("text", "hello")); }),
            "FileError: " + (folder / "text") +
                ": is no file of a model, of weights or of arrays that is known");
}

}  // namespace
}  // namespace keratin
