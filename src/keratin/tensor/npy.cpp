#include "keratin/tensor/npy.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "keratin/base/atomic_file_internal.h"
#include "keratin/base/byte_source_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/zip_reader_internal.h"
#include "keratin/base/zip_writer_internal.h"
#include "keratin/tensor/element_bytes_internal.h"
#include "keratin/tensor/npy_internal.h"

namespace keratin {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

struct Header {
  DType dtype = float32;
  bool is_fortran = false;
  bool is_swapped = false;  // most significant byte first
  Shape shape;
  size_t end = 0;  // where the elements begin
};

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw_file_error(text(name, ": not a NumPy array that can be read: ", why));
}

struct Code {
  std::string_view code;
  DType dtype;
};
constexpr Code kCodes[] = {{"|b1", bool_},   {"|u1", uint8},   {"|i1", int8},    {"<u2", uint16},
                           {"<i2", int16},   {"<u4", uint32},  {"<i4", int32},   {"<u8", uint64},
                           {"<i8", int64},   {"<f2", float16}, {"<f4", float32}, {"<f8", float64},
                           {"<V2", bfloat16}};

/// What stands after 'key': in the dict of the header.
std::string_view value_of(const std::string& name, std::string_view dict, std::string_view key) {
  const size_t at = dict.find(text("'", key, "':"));
  if (at == dict.npos) refuse(name, text("the header has no '", key, "'"));
  size_t begin = at + key.size() + 3;
  while (begin < dict.size() && dict[begin] == ' ') ++begin;
  return dict.substr(begin);
}

Shape parse_shape(const std::string& name, std::string_view value) {
  if (value.empty() || value[0] != '(') refuse(name, "the shape is no tuple");
  Shape shape;
  size_t i = 1;
  while (i < value.size() && value[i] != ')') {
    if (value[i] == ' ' || value[i] == ',') {
      ++i;
      continue;
    }
    int64_t length = 0;
    const size_t begin = i;
    for (; i < value.size() && value[i] >= '0' && value[i] <= '9'; ++i) {
      if (length > (int64_t{1} << 48)) refuse(name, "an axis is too long");
      length = length * 10 + (value[i] - '0');
    }
    if (i == begin) refuse(name, "the shape is no tuple of numbers");
    if (shape.rank() == kMaxRank) refuse(name, text("more than ", kMaxRank, " axes"));
    shape.push_back(length);
  }
  if (i >= value.size()) refuse(name, "the shape does not end");
  return shape;
}

/// The text of the header, and where the elements begin.
std::string header_text(const ByteSource& file, size_t& end) {
  const std::string& name = file.name();
  std::array<uint8_t, 12> first{};
  if (file.size() < first.size()) refuse(name, "it does not begin as one");
  file.read(0, first);
  if (!std::string_view(reinterpret_cast<const char*>(first.data()), 12).starts_with(kMagic)) {
    refuse(name, "it does not begin as one");
  }
  const int major = first[6];
  if (major < 1 || major > 3) refuse(name, text("version ", major, " is not known"));
  const size_t start = major == 1 ? 10 : 12;
  size_t length = static_cast<size_t>(first[8]) | static_cast<size_t>(first[9]) << 8;
  if (major > 1)
    length |= static_cast<size_t>(first[10]) << 16 | static_cast<size_t>(first[11]) << 24;
  if (length > file.size() - start) refuse(name, "the header is cut off");
  std::string dict(length, ' ');
  file.read(start, {reinterpret_cast<uint8_t*>(dict.data()), dict.size()});
  end = start + length;
  return dict;
}

Header parse_header(const ByteSource& file) {
  const std::string& name = file.name();
  Header header;
  const std::string all = header_text(file, header.end);
  const std::string_view dict = all;
  const std::string_view descr = value_of(name, dict, "descr");
  bool is_known = false;
  for (const Code& code : kCodes) {
    if (descr.size() < 5 || descr[4] != descr[0]) continue;  // the quotes
    const bool is_big = descr[1] == '>' && code.code[0] == '<';
    if (descr.substr(2, 2) == code.code.substr(1) && (is_big || descr[1] == code.code[0])) {
      header.dtype = code.dtype;
      header.is_swapped = is_big;
      is_known = true;
    }
  }
  if (!is_known)
    refuse(name, text("the dtype ", descr.substr(0, descr.find(',')), " is not known"));
  header.is_fortran = value_of(name, dict, "fortran_order").starts_with("True");
  header.shape = parse_shape(name, value_of(name, dict, "shape"));
  return header;
}

std::string_view code_of(DType dtype) {
  for (const Code& code : kCodes) {
    if (code.dtype == dtype) return code.code;
  }
  throw_internal_error("npy: a dtype without a code");
}

void swap_bytes(uint8_t* bytes, size_t size, size_t itemsize) {
  for (size_t at = 0; at < size; at += itemsize) std::reverse(bytes + at, bytes + at + itemsize);
}

/// Elements in column-major order under their row-major shape.
Tensor from_fortran(const Tensor& flat, const Shape& shape) {
  Strides strides = shape;
  int64_t step = 1;
  for (int i = 0; i < shape.rank(); ++i) {
    strides[i] = step;
    step *= shape[i];
  }
  return {flat.storage(), 0, shape, strides, flat.dtype()};
}

}  // namespace

NpyHeader npy_header(const ByteSource& file) {
  const Header header = parse_header(file);
  return {.dtype = header.dtype, .shape = header.shape, .bytes = file.size() - header.end};
}

namespace {

Tensor read_npy(const ByteSource& file) {
  const std::string& name = file.name();
  const Header header = parse_header(file);
  if (!is_possible_shape({header.shape.begin(), header.shape.end()}))
    refuse(name, "too many elements");
  const int64_t size = header.shape.size();
  const size_t wanted = static_cast<size_t>(size) * itemsize_of(header.dtype);
  if (file.size() - header.end != wanted) {
    refuse(name, text("shape ", header.shape, " of ", name_of(header.dtype), " takes ", wanted,
                      " bytes, the file has ", file.size() - header.end));
  }
  const Tensor x =
      read_elements(file, header.end, header.is_fortran ? Shape{size} : header.shape, header.dtype);
  if (header.is_swapped) {
    swap_bytes(static_cast<uint8_t*>(x.view().data), wanted, itemsize_of(header.dtype));
  }
  return header.is_fortran ? from_fortran(x, header.shape) : x;
}

/// A tensor as a .npy file, of which only the header is made.
class NpySource final : public ByteSource {
 public:
  NpySource(std::string name, const Tensor& any_order)
      : ByteSource(std::move(name)), x_(any_order.detach().to({}).contiguous()) {
    const std::string dict = text("{'descr': '", code_of(x_.dtype()),
                                  "', 'fortran_order': False, 'shape': ", x_.shape(), ", }");
    // The elements begin at a multiple of 64 bytes.
    const size_t length = (10 + dict.size() + 1 + 63) / 64 * 64 - 10;
    header_ = text(kMagic, '\1', '\0', static_cast<char>(length & 255),
                   static_cast<char>(length >> 8), dict);
    header_.append(10 + length - header_.size() - 1, ' ');
    header_ += '\n';
  }
  uint64_t size() const override { return header_.size() + x_.nbytes(); }

 protected:
  void read_inside(uint64_t offset, std::span<uint8_t> out) const override {
    if (offset < header_.size()) {
      const size_t count = std::min<size_t>(header_.size() - offset, out.size());
      std::memcpy(out.data(), header_.data() + offset, count);
      out = out.subspan(count);
      offset += count;
    }
    if (out.empty()) return;
    std::memcpy(out.data(), element_bytes(x_).data() + (offset - header_.size()), out.size());
  }

 private:
  Tensor x_;
  std::string header_;
};

}  // namespace

Tensor parse_npy(const std::string& name, const std::vector<uint8_t>& bytes) {
  return read_npy(*borrowed_source(name, bytes));
}

std::vector<uint8_t> npy_bytes(const Tensor& x) {
  const NpySource source("", x);
  std::vector<uint8_t> bytes(source.size());
  source.read(0, bytes);
  return bytes;
}

Tensor load_npy(const std::string& path) { return read_npy(*file_source(path)); }

void save_npy(const std::string& path, const Tensor& x) {
  const NpySource source(path, x);
  AtomicFile file(path);
  file.write(source);
  file.commit();
}

NamedTensors load_npz(const std::string& path) {
  const ZipReader archive(path);
  NamedTensors arrays;
  for (const ZipEntry& entry : archive.entries()) {
    std::string name = entry.name;
    if (name.ends_with(".npy")) name.resize(name.size() - 4);
    arrays.emplace_back(name, read_npy(*archive.open(entry.name)));
  }
  return arrays;
}

void save_npz(const std::string& path, const NamedTensors& arrays) {
  std::vector<ZipMember> members;
  for (const auto& [name, x] : arrays) {
    members.push_back({name + ".npy", std::make_shared<NpySource>(name, x)});
  }
  AtomicFile file(path);
  write_zip(file, members);
  file.commit();
}

}  // namespace keratin
