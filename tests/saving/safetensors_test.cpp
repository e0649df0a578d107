#include "keratin/saving/safetensors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/saving/safetensors_internal.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using keratin::testing::error_text;
using keratin::testing::TemporaryFolder;
using saving::SafetensorsReader;
using utils::load_safetensors;
using utils::save_safetensors;

std::string golden(const std::string& name) { return KERATIN_GOLDEN_DIR "/safetensors/" + name; }

/// A file of that header, with so many bytes of elements.
std::string file_of(std::string_view header, size_t elements) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(header.size() >> (8 * i));
  return bytes.append(header).append(elements, '\0');
}

SafetensorsReader reader_of(const std::string& bytes) {
  return SafetensorsReader(memory_source("x.safetensors", {bytes.begin(), bytes.end()}));
}

/// What the reader complains about, without the words that all complaints begin with.
std::string complaint_about(const std::string& bytes) {
  const std::string starts = "FileError: x.safetensors: not a safetensors file that can be read: ";
  const std::string error = error_text([&] { reader_of(bytes); });
  return error.starts_with(starts) ? error.substr(starts.size()) : error;
}
std::string complaint(std::string_view header, size_t elements = 4) {
  return complaint_about(file_of(header, elements));
}

/// An entry: "a": {...}.
std::string entry(const std::string& name, const std::string& shape, const std::string& offsets,
                  const std::string& dtype = "F32") {
  return "\"" + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape +
         ",\"data_offsets\":" + offsets + "}";
}
std::string object(const std::string& a, const std::string& b = "") {
  return "{" + a + (b.empty() ? "" : "," + b) + "}";
}

const Tensor& named(const NamedTensors& tensors, std::string_view name) {
  return std::ranges::find(tensors, name, &NamedTensors::value_type::first)->second;
}

TEST(Safetensors, ReadsEveryDtypeOfTheReference) {
  const NamedTensors tensors = load_safetensors(golden("dtypes.safetensors"));
  ASSERT_EQ(tensors.size(), static_cast<size_t>(kDTypes));
  for (const auto& [name, x] : tensors) {
    EXPECT_EQ(name_of(x.dtype()), name);
    EXPECT_EQ(x.shape(), (Shape{2, 3})) << name;
    const std::vector<double> expected = name == "bool" ? std::vector<double>{0, 1, 1, 1, 1, 1}
                                                        : std::vector<double>{0, 1, 2, 3, 4, 5};
    EXPECT_EQ(x.to_vector<double>(), expected) << name;
  }
  const SafetensorsReader reader(file_source(golden("dtypes.safetensors")));
  EXPECT_EQ(reader.metadata(), (utils::SafetensorsMetadata{{"format", "pt"}}));
}

TEST(Safetensors, WritesTheBytesOfTheReference) {
  const TemporaryFolder folder;
  for (const char* name : {"dtypes", "shapes", "nothing"}) {
    const std::string file = golden(std::string(name) + ".safetensors");
    NamedTensors tensors = load_safetensors(file);
    std::reverse(tensors.begin(), tensors.end());
    save_safetensors(folder / name, tensors, SafetensorsReader(file_source(file)).metadata());
    EXPECT_EQ(read_file(folder / name), read_file(file)) << name;
  }
}

TEST(Safetensors, ShapesAndNamesOfEveryKindComeBack) {
  const TemporaryFolder folder;
  const NamedTensors shapes = load_safetensors(golden("shapes.safetensors"));
  ASSERT_EQ(shapes.size(), 4U);
  EXPECT_EQ(named(shapes, "scalar").item<int64_t>(), 7);
  EXPECT_EQ(named(shapes, "empty").shape(), (Shape{0, 3}));
  EXPECT_EQ(named(shapes, "long").to_vector<int>()[299], 299 - 256);
  EXPECT_EQ(named(shapes, "deep").shape(), (Shape{1, 2, 1, 2, 1, 2, 1, 1}));
  save_safetensors(folder / "names", load_safetensors(golden("names.safetensors")));
  std::vector<std::string> names;
  for (const auto& [name, x] : load_safetensors(folder / "names")) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"", "a \"quoted\"\\\n\1", "größe", "z/y.0"}));
}

TEST(Safetensors, ViewsAreWrittenInTheirOwnOrder) {
  const TemporaryFolder folder;
  save_safetensors(folder / "x", {{"x", arange(6).reshape({2, 3}).transpose()}});
  const NamedTensors tensors = load_safetensors(folder / "x");
  EXPECT_EQ(tensors[0].second.shape(), (Shape{3, 2}));
  EXPECT_EQ(tensors[0].second.to_vector<int>(), (std::vector<int>{0, 3, 1, 4, 2, 5}));
}

TEST(Safetensors, AnEntryIsReadStraightToItsPlace) {
  const SafetensorsReader reader(file_source(golden("shapes.safetensors")));
  for (const saving::SafetensorsEntry& entry : reader.entries()) {
    if (entry.name != "long") continue;
    EXPECT_EQ(entry.dtype_name, "U8");
    EXPECT_EQ(entry.shape, std::vector<int64_t>{300});
    std::vector<uint8_t> bytes(entry.size);
    reader.read(entry, bytes);
    EXPECT_EQ(bytes[299], 299 - 256);
    bytes.pop_back();
    EXPECT_NE(error_text([&] { reader.read(entry, bytes); }).find("InternalError"),
              std::string::npos);
  }
}

TEST(Safetensors, WhatNoTensorHasIsListedAndNotLoaded) {
  EXPECT_EQ(error_text([] { load_safetensors(golden("float8.safetensors")); }),
            "FileError: " + golden("float8.safetensors") +
                ": the tensor 'x' has the dtype F8_E4M3, which no tensor has here");
  const SafetensorsReader reader =
      reader_of(file_of(object(entry("a", "[1,1,1,1,1,1,1,1,1]", "[0,4]")), 4));
  ASSERT_EQ(reader.entries().size(), 1U);
  EXPECT_EQ(error_text([&] { (void)reader.load(reader.entries()[0]); }),
            "FileError: x.safetensors: the tensor 'a' has the shape (1, 1, 1, 1, 1, 1, 1, 1, 1), "
            "which no tensor has here");
  const SafetensorsReader large =
      reader_of(file_of(object(entry("a", "[0,1099511627776,1099511627776]", "[0,0]")), 0));
  EXPECT_NE(error_text([&] { (void)large.load(large.entries()[0]); }), "no error");
}

TEST(Safetensors, ABoolIsZeroOrOne) {
  std::string file = file_of(object(entry("a", "[4]", "[0,4]", "BOOL")), 3) + "\x07";
  const SafetensorsReader reader = reader_of(file);
  EXPECT_EQ(reader.load(reader.entries()[0]).to_vector<int>(), (std::vector<int>{0, 0, 0, 1}));
}

TEST(Safetensors, ATruncatedFileIsRefusedAtEveryLength) {
  const std::vector<uint8_t> whole = read_file(golden("dtypes.safetensors"));
  for (size_t size = 0; size < whole.size(); ++size) {
    const std::string error =
        complaint_about({whole.begin(), whole.begin() + static_cast<int64_t>(size)});
    EXPECT_NE(error, "no error") << size;
    EXPECT_FALSE(error.starts_with("FileError")) << error;
  }
}

TEST(Safetensors, HeadersThatLieAreRefused) {
  EXPECT_EQ(complaint_about("1234567"), "it ends within its first 8 bytes");
  EXPECT_EQ(complaint_about(std::string(8, '\xff')),
            "a header of 18446744073709551615 bytes, and 100000000 are the most");
  EXPECT_EQ(complaint_about(std::string("\x09\0\0\0\0\0\0\0{}", 10)), "the header is cut off");
  EXPECT_EQ(complaint(""), "the header: no valid JSON at byte 0: expected a value");
  EXPECT_EQ(complaint("[]"), "the header is no object");
  EXPECT_EQ(complaint("{\"\xff\":1}"), "the header is no UTF-8");
  EXPECT_EQ(complaint(R"({"a":1})"), "the tensor 'a' is no object");
  EXPECT_EQ(complaint(R"({"__metadata__":{"a":1}})"), "the metadata 'a' is no text");
  EXPECT_EQ(complaint(R"({"__metadata__":[]})"), "the metadata is no object");
  const std::string a = entry("a", "[1]", "[0,4]");
  EXPECT_EQ(complaint(object(a, a)),
            "the header: no valid JSON at byte 107: a name comes twice in an object");
  EXPECT_NE(complaint(R"({"a":)" + std::string(200, '[') + "1" + std::string(200, ']') + "}")
                .find("more than 128 levels"),
            std::string::npos);
  EXPECT_EQ(complaint(object(entry("a", "[1]", "[0,4]", "F33"))),
            "the tensor 'a' has the dtype 'F33', which is not known");
}

TEST(Safetensors, ShapesThatDoNotFitTheirBytesAreRefused) {
  const auto of_shape = [](const std::string& shape) {
    return complaint(object(entry("a", shape, "[0,4]")));
  };
  EXPECT_EQ(of_shape("[2]"), "the tensor 'a' of shape (2,) takes 8 bytes, and has 4");
  EXPECT_EQ(of_shape("[1099511627776,1099511627776]"),
            "the tensor 'a' has the shape (1099511627776, 1099511627776), of which no bytes can "
            "be");
  EXPECT_EQ(complaint(object(entry("a", "[3]", "[0,4]", "F4"))),
            "the tensor 'a' has the shape (3,), of which no bytes can be");
  for (const char* shape : {"[-1]", "[1.0]", "1", "[null]", "[[1]]", "[\"1\"]"}) {
    EXPECT_EQ(of_shape(shape), "the tensor 'a' has no 'shape' of whole numbers") << shape;
  }
  EXPECT_EQ(complaint(R"({"a":{"dtype":"F32","data_offsets":[0,4]}})"),
            "the tensor 'a' has no 'shape' of whole numbers");
  EXPECT_EQ(complaint(R"({"a":{"shape":[1],"data_offsets":[0,4]}})"),
            "the tensor 'a' has no 'dtype'");
  for (const char* offsets : {"[4,0]", "[0]", "[0,4,8]", "[0.0,4]", "[-4,0]", "{}"}) {
    EXPECT_EQ(complaint(object(entry("a", "[1]", offsets))),
              "the tensor 'a' has no 'data_offsets' from one place to another")
        << offsets;
  }
}

TEST(Safetensors, HolesAndOverlapsAreRefused) {
  const std::string a = entry("a", "[1]", "[0,4]");
  EXPECT_EQ(complaint(object(entry("a", "[1]", "[4,8]")), 8),
            "the tensor 'a' lies from 4 to 8, where 0 of 8 bytes are taken");
  EXPECT_EQ(complaint(object(a, entry("b", "[1]", "[8,12]")), 12),
            "the tensor 'b' lies from 8 to 12, where 4 of 12 bytes are taken");
  EXPECT_EQ(complaint(object(a, entry("b", "[1]", "[2,6]")), 6),
            "the tensor 'b' lies from 2 to 6, where 4 of 6 bytes are taken");
  EXPECT_EQ(complaint(object(a, entry("b", "[1]", "[0,4]"))),
            "the tensor 'b' lies from 0 to 4, where 4 of 4 bytes are taken");
  EXPECT_EQ(complaint(object(a, entry("b", "[0]", "[2,2]"))),
            "the tensor 'b' lies from 2 to 2, where 4 of 4 bytes are taken");
  EXPECT_EQ(complaint(object(a), 8), "the tensors take 4 of 8 bytes");
  EXPECT_EQ(complaint(object(a), 3),
            "the tensor 'a' lies from 0 to 4, where 0 of 3 bytes are taken");
  EXPECT_EQ(complaint("{}", 1), "the tensors take 0 of 1 bytes");
}

TEST(Safetensors, TakesWhatTheReferenceTakes) {
  const std::string a = entry("a", "[1]", "[0,4]");
  EXPECT_EQ(complaint("{}", 0), "no error");
  EXPECT_EQ(complaint(object(a) + "  \n"), "no error");
  EXPECT_EQ(complaint(object(a, R"("__metadata__":null)")), "no error");
  EXPECT_EQ(complaint(object(entry("b", "[1]", "[4,8]"), a), 8), "no error");
  EXPECT_EQ(complaint(object(entry("b", "[0]", "[0,0]"), a)), "no error");
  EXPECT_EQ(complaint(R"({"a":{"x":[{}],"dtype":"F32","shape":[],"data_offsets":[0,4]}})"),
            "no error");
}

TEST(Safetensors, AnyOneFlippedByteGivesTensorsOrAnError) {
  const std::vector<uint8_t> whole = read_file(golden("shapes.safetensors"));
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string changed(whole.begin(), whole.end());
    changed[at] = static_cast<char>(changed[at] ^ 0x15);
    const std::string error = error_text([&] {
      const SafetensorsReader reader = reader_of(changed);
      for (const saving::SafetensorsEntry& entry : reader.entries()) (void)reader.load(entry);
    });
    EXPECT_TRUE(error == "no error" || error.starts_with("FileError: x.safetensors")) << error;
  }
}

TEST(Safetensors, WhatCouldNotBeReadAgainIsNotWritten) {
  const TemporaryFolder folder;
  const std::string path = folder.write("x", "old");
  const Tensor x = arange(2);
  const auto error = [&](const NamedTensors& tensors,
                         const utils::SafetensorsMetadata& metadata = {}) {
    return error_text([&] { save_safetensors(path, tensors, metadata); });
  };
  EXPECT_EQ(error({{"a", x}, {"a", x}}), "ValueError: two tensors are called 'a'");
  EXPECT_EQ(error({{"__metadata__", x}}),
            "ValueError: no tensor of a safetensors file is called '__metadata__'");
  EXPECT_EQ(error({{"\xff", x}}), "ValueError: the name '\xff' is no UTF-8");
  EXPECT_EQ(error({}, {{"a", "\xff"}}), "ValueError: the metadata 'a' is no UTF-8");
  EXPECT_EQ(error({}, {{"a", "b"}, {"a", "c"}}),
            "ValueError: two texts of the metadata are called 'a'");
  EXPECT_EQ(read_file(path), (std::vector<uint8_t>{'o', 'l', 'd'}));
  EXPECT_EQ(folder.count(), 1);
  EXPECT_EQ(error_text([] { load_safetensors("/no/such.safetensors"); }),
            "FileError: /no/such.safetensors: cannot be opened: No such file or directory");
}

}  // namespace
}  // namespace keratin
