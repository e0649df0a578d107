#include "keratin/saving/hdf5_writer_internal.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "keratin/base/file_internal.h"
#include "keratin/saving/hdf5_reader_internal.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using saving::Hdf5Entry;
using saving::Hdf5Object;
using saving::Hdf5Reader;
using saving::write_hdf5;
using testing::TemporaryFolder;

/// What is read back from a file with these entries.
class Written {
 public:
  explicit Written(const std::vector<Hdf5Entry>& entries) {
    write_hdf5(folder_ / "x.h5", entries);
    reader_ = std::make_unique<Hdf5Reader>(file_source(folder_ / "x.h5"));
  }
  const Hdf5Object& object(const std::string& path) const {
    const Hdf5Object* found = reader_->find(path);
    if (!found) throw std::out_of_range(path);
    return *found;
  }
  Tensor load(const std::string& path) const { return reader_->load(object(path)); }
  size_t size() const { return reader_->objects().size(); }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Hdf5Reader> reader_;
};

void expect_same(const Tensor& received, const Tensor& expected) {
  EXPECT_EQ(received.dtype(), expected.dtype());
  EXPECT_EQ(received.shape(), expected.shape());
  EXPECT_EQ(received.to_vector<double>(), expected.to_vector<double>());
}

TEST(Hdf5Writer, ComesBackInEveryDType) {
  for (int i = 0; i < kDTypes; ++i) {
    const Tensor x = tensor({{0, 1, 1}, {1, 0, 100}}).astype(static_cast<DType>(i));
    const Written file({{"/x", x}});
    expect_same(file.load("/x"), x);
  }
}

TEST(Hdf5Writer, ComesBackInEveryShape) {
  const Tensor rows = arange(24).reshape(4, 6);
  const Written file({{"/scalar", tensor(3)},
                      {"/empty", Tensor({0, 5}, float32)},
                      {"/deep", arange(16).reshape(Shape{2, 1, 2, 1, 2, 1, 2, 1})},
                      {"/transposed", rows.T()},
                      {"/strided", rows[{slice(0, None, 2), slice(1, 5)}]}});
  EXPECT_EQ(file.load("/scalar").shape(), Shape());
  EXPECT_EQ(file.load("/scalar").item<int>(), 3);
  EXPECT_EQ(file.load("/empty").shape(), Shape({0, 5}));
  EXPECT_EQ(file.object("/deep").shape.rank(), 8);
  expect_same(file.load("/transposed"), rows.T());
  expect_same(file.load("/strided"), tensor({{1, 2, 3, 4}, {13, 14, 15, 16}}));
}

TEST(Hdf5Writer, MakesGroupsOnTheWay) {
  const Written file({{"/layers/dense/vars", {}, {{"name", "dense"}}},
                      {"/layers/dense/vars/0", tensor({1, 2})},
                      {"/layers/dense/vars/1", tensor({3})},
                      {"/", {}, {{"backend", "keratin"}}},
                      {"/vars"}});
  EXPECT_EQ(file.size(), 7u);
  EXPECT_TRUE(file.object("/layers/dense").is_group);
  EXPECT_EQ(file.object("/layers/dense/vars").attribute("name")->as_string(), "dense");
  EXPECT_EQ(file.object("/").attribute("backend")->as_string(), "keratin");
  EXPECT_EQ(file.load("/layers/dense/vars/0").to_vector<int>(), (std::vector<int>{1, 2}));
}

TEST(Hdf5Writer, WritesEveryKindOfAttribute) {
  using List = ConfigValue::List;
  const Config attributes = {{"text", "caf\u00e9"},    {"none", List{}},
                             {"list", List{"a", ""}},  {"yes", true},
                             {"integer", -3},          {"number", 0.5},
                             {"integers", List{1, 2}}, {"numbers", List{0.5, 2.0}}};
  const Written file({{"/group", {}, attributes}, {"/x", tensor({1}), attributes}});
  for (const char* path : {"/group", "/x"}) {
    for (const auto& [name, value] : attributes) {
      EXPECT_EQ(*file.object(path).attribute(name), value) << name;
    }
  }
}

TEST(Hdf5Writer, HoldsManyObjects) {
  std::vector<Hdf5Entry> entries;
  for (int i = 0; i < 1200; ++i) entries.push_back({"/d/" + std::to_string(i), tensor(i)});
  const Written file(entries);
  EXPECT_EQ(file.size(), 1202u);
  for (const int i : {0, 17, 1199}) {
    EXPECT_EQ(file.load("/d/" + std::to_string(i)).item<int>(), i);
  }
}

TEST(Hdf5Writer, GivesTheSameBytesForTheSameEntries) {
  const TemporaryFolder folder;
  const std::vector<Hdf5Entry> entries = {{"/a/x", arange(1000)},
                                          {"/a", {}, {{"names", ConfigValue::List{"x", "yy"}}}}};
  write_hdf5(folder / "one.h5", entries);
  write_hdf5(folder / "two.h5", entries);
  EXPECT_EQ(read_file(folder / "one.h5"), read_file(folder / "two.h5"));
}

TEST(Hdf5Writer, SaysWhatItCannotWrite) {
  const TemporaryFolder folder;
  const auto error = [&](const std::string& name, const std::vector<Hdf5Entry>& entries) {
    std::string result = testing::error_text([&] { write_hdf5(folder / name, entries); });
    const size_t at = result.find(folder.path());
    return at == result.npos ? result : result.replace(at, folder.path().size(), "F");
  };
  EXPECT_TRUE(
      error("missing/x.h5", {}).starts_with("FileError: F/missing/x.h5: cannot be written"));
  const Hdf5Entry x = {"/x", tensor(1)};
  EXPECT_TRUE(error("x.h5", {x, x}).starts_with("FileError: F/x.h5: /x: cannot be created: "));
  EXPECT_TRUE(error("y.h5", {{"/x", {}, {{"a", std::string(70000, 'a')}}}}) == "no error");
  EXPECT_TRUE(error("x.h5", {{"/x", {}, {{"a", ConfigValue::List(5000, "a")}}}})
                  .starts_with("FileError: F/x.h5: /x: cannot have the attribute 'a': "));
  EXPECT_EQ(error("x.h5", {{"/x", {}, {{"a", std::string("b\0c", 3)}}}}),
            "FileError: F/x.h5: /x: an attribute's text has a NUL, which would end it");
  EXPECT_EQ(
      error("x.h5", {{"x", tensor(1)}}),
      "FileError: F/x.h5: 'x' is no path of an object: it begins with no /, or has a zero byte");
  EXPECT_FALSE(std::filesystem::exists(folder / "x.h5"));
}

}  // namespace
}  // namespace keratin
