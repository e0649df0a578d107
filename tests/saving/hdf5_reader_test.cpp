#include "keratin/saving/hdf5_reader_internal.h"

#include <gtest/gtest.h>

#include <map>

#include "keratin/base/file_internal.h"
#include "keratin/base/zip_reader_internal.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

// The files are made by tools/golden/make_hdf5.py, which says what is in them.
namespace keratin {
namespace {

using saving::Hdf5Limits;
using saving::Hdf5Object;
using saving::Hdf5Reader;
using Bytes = std::vector<uint8_t>;

const Bytes& golden(std::string_view name) {
  static const std::map<std::string, Bytes> files = [] {
    const std::string path = std::string(KERATIN_GOLDEN_DIR) + "/hdf5.zip";
    std::map<std::string, Bytes> result;
    const ZipReader archive(path);
    for (const ZipEntry& entry : archive.entries()) {
      result.emplace(entry.name, archive.read(entry.name, entry.size));
    }
    return result;
  }();
  return files.at(std::string(name) + ".h5");
}

Hdf5Reader open_bytes(Bytes bytes, const Hdf5Limits& limits = {}) {
  return Hdf5Reader(memory_source("file.h5", std::move(bytes)), limits);
}
Hdf5Reader open_golden(const std::string& name, const Hdf5Limits& limits = {}) {
  return open_bytes(golden(name), limits);
}

std::string error_of(const std::string& name, const Hdf5Limits& limits = {}) {
  return testing::error_text([&] { open_golden("refused_" + name, limits); });
}

const Hdf5Object& object_of(const Hdf5Reader& reader, const char* path) {
  const Hdf5Object* object = reader.find(path);
  if (!object) throw std::out_of_range(path);
  return *object;
}

/// The elements are 0, 1, 2, ..., as a bool holds them.
void expect_counted(const Hdf5Reader& reader, const Hdf5Object& object) {
  const Tensor x = reader.load(object);
  EXPECT_EQ(x.dtype(), *object.dtype) << object.path;
  EXPECT_EQ(x.shape(), object.shape) << object.path;
  std::vector<double> expected;
  for (int64_t i = 0; i < x.size(); ++i) {
    expected.push_back(*object.dtype == bool_ ? static_cast<double>(i > 0)
                                              : static_cast<double>(i));
  }
  EXPECT_EQ(x.to_vector<double>(), expected) << object.path;
}

class EachVersion : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Hdf5Reader, EachVersion, ::testing::Values("earliest", "v110", "latest"));

TEST_P(EachVersion, HasEveryKindOfNumber) {
  const Hdf5Reader reader = open_golden(std::string("numbers_") + GetParam());
  int read = 0;
  for (const Hdf5Object& object : reader.objects()) {
    if (!object.path.starts_with("/numbers/")) continue;
    const std::string name = object.path.substr(9, object.path.find("_big") - 9);
    EXPECT_EQ(object.type, name);
    EXPECT_EQ(object.shape, Shape({2, 3}));
    expect_counted(reader, object);
    ++read;
  }
  EXPECT_EQ(read, 19);
  EXPECT_EQ(reader.load(object_of(reader, "/scalar")).item<float>(), 7);
  EXPECT_EQ(reader.load(object_of(reader, "/empty")).shape(), Shape({0, 3}));
  EXPECT_EQ(object_of(reader, "/raw").type, "raw elements of 2 bytes");
  EXPECT_EQ(testing::error_text([&] { reader.load(object_of(reader, "/texts")); }),
            "FileError: file.h5: /texts: holds strings, expected numbers");
  EXPECT_EQ(testing::error_text([&] { reader.load(object_of(reader, "/numbers")); }),
            "FileError: file.h5: /numbers: is a group, expected a dataset");
  EXPECT_EQ(reader.find("/missing"), nullptr);
}

TEST_P(EachVersion, HasEveryKindOfAttribute) {
  using List = ConfigValue::List;
  const Hdf5Reader reader = open_golden(std::string("numbers_") + GetParam());
  const Hdf5Object& group = object_of(reader, "/numbers");
  const Config expected = {{"text", "caf\u00e9"},
                           {"no text", ""},
                           {"texts", List{"kernel", "bias"}},
                           {"unicode", List{"\u00e9", "b"}},
                           {"fixed", List{"dense/kernel:0", "dense/bias:0"}},
                           {"fixed one", "abc"},
                           {"spaces", "abc"},
                           {"empty list", List{}},
                           {"integer", -3},
                           {"big integer", 258},
                           {"large", 9223372036854775808.0},
                           {"number", 0.25},
                           {"half", 1.5},
                           {"bool", true},
                           {"integers", List{1, 2, 3}},
                           {"rows", List{List{1, 2, 3}, List{4, 5, 6}}},
                           {"none", nullptr}};
  Config found;
  for (const auto& attribute : group.attributes) found.set(attribute.name, attribute.value);
  EXPECT_EQ(found, expected) << found.to_string();
  EXPECT_EQ(group.attribute("missing"), nullptr);
}

TEST_P(EachVersion, HasEveryLayoutOfChunks) {
  const Hdf5Reader reader = open_golden(std::string("layouts_") + GetParam());
  int read = 0;
  for (const Hdf5Object& object : reader.objects()) {
    if (!object.dtype) continue;
    expect_counted(reader, object);
    ++read;
  }
  EXPECT_EQ(read, 16);
}

TEST(Hdf5Reader, HasManyLinksAndAttributes) {
  for (const auto& [name, groups] : {std::pair{"many_earliest", 60}, {"many_latest", 1100}}) {
    const Hdf5Reader reader = open_golden(name);
    EXPECT_EQ(reader.objects().size(), static_cast<size_t>(groups) + 23);
    EXPECT_TRUE(object_of(reader, "/groups/g0059").is_group);
    EXPECT_EQ(reader.load(object_of(reader, "/few/d17")).item<int>(), 17);
    const Hdf5Object& few = object_of(reader, "/few");
    EXPECT_EQ(few.attributes.size(), 31u);
    EXPECT_EQ(few.attribute("a29")->as_integer(), 29);
    EXPECT_EQ(few.attribute("names")->as_list()[399].as_string(), "layer_399");
  }
}

TEST(Hdf5Reader, ReadsWhatKerasWrites) {
  const Hdf5Reader weights = open_golden("keras.weights");
  EXPECT_EQ(object_of(weights, "/layers/dense/vars").attribute("name")->as_string(), "dense");
  EXPECT_EQ(object_of(weights, "/layers/dense/vars/0").shape, Shape({4, 3}));
  EXPECT_EQ(*object_of(weights, "/optimizer/vars/0").dtype, int32);
  const Hdf5Reader legacy = open_golden("legacy");
  const Hdf5Object& root = object_of(legacy, "/");
  EXPECT_TRUE(root.attribute("model_config")->as_string().starts_with("{\"class_name\""));
  EXPECT_EQ(*object_of(legacy, "/model_weights").attribute("layer_names"),
            (ConfigValue::List{"dense", "batch_normalization", "dense_1"}));
  const Hdf5Object& none = object_of(legacy, "/model_weights/top_level_model_weights");
  EXPECT_EQ(*none.attribute("weight_names"), ConfigValue::List{});
  const Hdf5Reader halves = open_golden("bfloat16.weights");
  EXPECT_EQ(*object_of(halves, "/layers/dense/vars/0").dtype, bfloat16);
  for (const Hdf5Reader* reader : {&weights, &legacy, &halves}) {
    for (const Hdf5Object& object : reader->objects()) {
      if (object.dtype) expect_counted(*reader, object);
    }
  }
}

TEST(Hdf5Reader, RefusesWhatLeadsElsewhere) {
  const std::pair<const char*, const char*> cases[] = {
      {"external_link",
       "/: the link 'a' leads into another file ('/etc/passwd'), which is refused"},
      {"soft_link", "/: the link 'a' is a soft link to '/group/x', which is refused"},
      {"soft_link_new", "/: the link 'a' is a soft link to '/group/x', which is refused"},
      {"cycle",
       "/group/again: leads to the object header at byte 96, which belongs to something else "
       "already: circles and second names (hard links) are refused"},
      {"cycle_new",
       "/group/again: leads to the object header at byte 179, which belongs to something else "
       "already: circles and second names (hard links) are refused"},
      {"second_name",
       "/y: leads to the object header at byte 800, which belongs to something else already: "
       "circles and second names (hard links) are refused"},
      {"external_storage",
       "/x: stores its elements in another file ('/etc/passwd'), which is refused"},
      {"virtual", "/x: is a virtual dataset, whose elements are in other files, which is refused"},
      {"reference", "/: the attribute 'to' is a reference to an object, which is refused"},
      {"region", "/: the attribute 'to' is a reference to an object, which is refused"},
      {"references", "/x: holds references to objects, which are refused"},
      {"committed", "/x: is a named (committed) type, which is refused"},
      {"committed_use",
       "/a: has a named (committed) type that is shared with other objects, which is refused"}};
  for (const auto& [name, why] : cases) {
    EXPECT_EQ(error_of(name), std::string("FileError: file.h5: ") + why);
  }
}

TEST(Hdf5Reader, RefusesElementsThatTheFileDoesNotHold) {
  const std::pair<const char*, const char*> cases[] = {
      {"huge", "/x: declares 8796093022208 bytes of elements that were never written"},
      {"huge_overflow",
       "/x: declares 4611686018427387904 times 1024 elements or bytes, which is too much"},
      {"huge_chunked", "/x: declares elements in 2097152 chunks, and 0 are there"},
      {"missing_chunk", "/x: declares elements in 2 chunks, and 1 are there"},
      {"cut",
       "/: the superblock at byte 0 declares a file of 6192 bytes, and 6092 are there: the file "
       "is cut off"}};
  for (const auto& [name, why] : cases) {
    EXPECT_EQ(error_of(name), std::string("FileError: file.h5: ") + why);
  }
}

TEST(Hdf5Reader, RefusesWhatItDoesNotKnow) {
  const std::pair<const char*, const char*> cases[] = {
      {"filter",
       "/x: stores its elements through the filter 'lzf', expected deflate (gzip), shuffle or "
       "fletcher32"},
      {"scaled",
       "/x: stores its elements through the filter 'scaleoffset', expected deflate (gzip), shuffle "
       "or fletcher32"},
      {"extensible",
       "/x: lists its chunks in an index of kind 4 (extensible array), expected single, implicit, "
       "fixed array or B-tree"},
      {"record",
       "/: the attribute 'x' holds records of 8 bytes, expected strings, numbers or bools"},
      {"name", "/: 'a/c' is no name of a group or dataset"},
      {"user_block", "/: is no HDF5 file: it does not begin as one"}};
  for (const auto& [name, why] : cases) {
    EXPECT_EQ(error_of(name), std::string("FileError: file.h5: ") + why);
  }
  EXPECT_TRUE(error_of("deep").ends_with("/g: is 65 groups deep, expected up to 64"));
  EXPECT_EQ(testing::error_text([] {
              open_bytes({1, 2, 3});
            }),
            "FileError: file.h5: /: is no HDF5 file: it is too short");
}

TEST(Hdf5Reader, RefusesWhatIsDamaged) {
  EXPECT_EQ(error_of("checksum"),
            "FileError: file.h5: /: the object header at byte 48 is damaged: its checksum is "
            "2003266760, and 1148203054 is stored");
  const Hdf5Reader reader = open_golden("refused_deflate");
  EXPECT_EQ(testing::error_text([&] { reader.load(object_of(reader, "/zip")); }),
            "FileError: file.h5: /zip: a compressed chunk is broken: it holds 0 of 256 bytes, or "
            "more than these");
  EXPECT_EQ(testing::error_text([&] { reader.check(object_of(reader, "/zip")); }),
            "FileError: file.h5: /zip: a compressed chunk is broken: it holds 0 of 256 bytes, or "
            "more than these");
  EXPECT_NO_THROW(reader.check(object_of(reader, "/abc")));
  const Hdf5Object& object = object_of(reader, "/abc");
  EXPECT_EQ(reader.load(object).to_vector<float>(), (std::vector<float>{1.5f, 2.5f}));
  Bytes small(7);
  EXPECT_EQ(testing::error_text([&] { reader.read(object, small); }),
            "ValueError: file.h5: /abc: has 8 bytes, and there is room for 7");
}

TEST(Hdf5Reader, KeepsToItsLimits) {
  const auto error = [](const std::string& name, const Hdf5Limits& limits) {
    return testing::error_text([&] { open_golden(name, limits); });
  };
  EXPECT_EQ(error("many_earliest", {.objects = 50}),
            "FileError: file.h5: /groups/g0027: comes behind 50 groups and datasets, which is the "
            "limit");
  EXPECT_EQ(error("many_earliest", {.name_bytes = 4}),
            "FileError: file.h5: /: a name has 6 bytes, expected up to 4");
  EXPECT_EQ(error("layouts_latest", {.chunks = 100}),
            "FileError: file.h5: /chunked/many: has more than 100 chunks, which is the limit");
  EXPECT_EQ(
      error("small_earliest", {.inflated_bytes = 255}),
      "FileError: file.h5: /zip: brings the elements of all compressed datasets to 256 bytes, "
      "expected up to 255");
  EXPECT_EQ(error("small_earliest", {.metadata_bytes = 1000}),
            "FileError: file.h5: /: names, headers and attributes come to more than 1000 bytes, "
            "which is too much for a file of 6192");
}

/// Reads all that can be read; anything but an error of the library's is a failure.
bool can_be_read(const Bytes& bytes) {
  try {
    const Hdf5Reader reader = open_bytes(bytes);
    for (const Hdf5Object& object : reader.objects()) {
      if (object.dtype) reader.load(object);
    }
  } catch (const FileError&) {
    return false;
  }
  return true;
}

TEST(Hdf5Reader, RefusesEveryBeginningOfAFile) {
  for (const char* name : {"small_latest", "small_earliest"}) {
    const Bytes& whole = golden(name);
    EXPECT_TRUE(can_be_read(whole));
    for (size_t size = 0; size < whole.size(); size += 1 + size / 50) {
      EXPECT_FALSE(can_be_read(Bytes(whole.begin(), whole.begin() + static_cast<long>(size))));
    }
  }
}

TEST(Hdf5Reader, ReadsOrRefusesWhatHasAnotherByte) {
  for (const char* name : {"small_latest", "small_earliest", "bfloat16.weights"}) {
    const Bytes& whole = golden(name);
    size_t refused = 0;
    for (size_t at = 0; at < whole.size(); at += whole.size() < 2000 ? 1 : 17) {
      for (const int change : {0x01, 0x80, 0xff}) {
        Bytes bytes = whole;
        bytes[at] = static_cast<uint8_t>(bytes[at] ^ change);
        refused += can_be_read(bytes) ? 0 : 1;
      }
    }
    EXPECT_GT(refused, 50u) << name;
  }
}

}  // namespace
}  // namespace keratin
