#include "keratin/tensor/npy.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/base/zip_archive_internal.h"
#include "keratin/tensor/host_watch_internal.h"

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

Header parse_header(const std::string& name, const std::vector<uint8_t>& bytes) {
  const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!all.starts_with(kMagic) || all.size() < 12) refuse(name, "it does not begin as one");
  const int major = bytes[6];
  if (major < 1 || major > 3) refuse(name, text("version ", major, " is not known"));
  const size_t start = major == 1 ? 10 : 12;
  size_t length = static_cast<size_t>(bytes[8]) | static_cast<size_t>(bytes[9]) << 8;
  if (major > 1)
    length |= static_cast<size_t>(bytes[10]) << 16 | static_cast<size_t>(bytes[11]) << 24;
  if (length > all.size() - start) refuse(name, "the header is cut off");
  const std::string_view dict = all.substr(start, length);
  Header header;
  header.end = start + length;
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

Tensor parse_npy(const std::string& name, const std::vector<uint8_t>& bytes) {
  const Header header = parse_header(name, bytes);
  int64_t limit = int64_t{1} << 48;  // strides must not overflow, even when an axis is empty
  for (const int64_t length : header.shape) {
    if (length > limit) refuse(name, "too many elements");
    limit /= std::max<int64_t>(length, 1);
  }
  const int64_t size = header.shape.size();
  const size_t wanted = static_cast<size_t>(size) * itemsize_of(header.dtype);
  if (bytes.size() - header.end != wanted) {
    refuse(name, text("shape ", header.shape, " of ", name_of(header.dtype), " takes ", wanted,
                      " bytes, the file has ", bytes.size() - header.end));
  }
  Tensor x(header.is_fortran ? Shape{size} : header.shape, header.dtype);
  HostWatch::tell_write(x);
  if (wanted > 0) std::memcpy(x.view().data, bytes.data() + header.end, wanted);
  if (header.is_swapped) {
    swap_bytes(static_cast<uint8_t*>(x.view().data), wanted, itemsize_of(header.dtype));
  }
  return header.is_fortran ? from_fortran(x, header.shape) : x;
}

std::vector<uint8_t> npy_bytes(const Tensor& any_order) {
  const Tensor x = any_order.detach().to({}).contiguous();
  HostWatch::tell_read(x);
  std::string header = text("{'descr': '", code_of(x.dtype()),
                            "', 'fortran_order': False, 'shape': ", x.shape(), ", }");
  // The elements begin at a multiple of 64 bytes.
  header.append((64 - (10 + header.size() + 1) % 64) % 64, ' ');
  header += '\n';
  std::vector<uint8_t> bytes(10 + header.size() + x.nbytes());
  std::memcpy(bytes.data(), kMagic.data(), 6);
  bytes[6] = 1;
  bytes[7] = 0;
  bytes[8] = static_cast<uint8_t>(header.size() & 255);
  bytes[9] = static_cast<uint8_t>(header.size() >> 8);
  std::memcpy(bytes.data() + 10, header.data(), header.size());
  if (x.nbytes() > 0) std::memcpy(bytes.data() + 10 + header.size(), x.view().data, x.nbytes());
  return bytes;
}

Tensor load_npy(const std::string& path) { return parse_npy(path, read_file(path)); }

void save_npy(const std::string& path, const Tensor& x) {
  const std::vector<uint8_t> bytes = npy_bytes(x);
  write_file_atomically(path, bytes.data(), bytes.size());
}

NamedTensors load_npz(const std::string& path) {
  NamedTensors arrays;
  for (const ZipMember& member : read_zip(path, read_file(path))) {
    std::string name = member.name;
    if (name.ends_with(".npy")) name.resize(name.size() - 4);
    arrays.emplace_back(name, parse_npy(text(path, ": ", member.name), member.bytes));
  }
  return arrays;
}

void save_npz(const std::string& path, const NamedTensors& arrays) {
  std::vector<ZipMember> members;
  for (const auto& [name, x] : arrays) members.push_back({name + ".npy", npy_bytes(x)});
  const std::vector<uint8_t> bytes = write_zip(path, members);
  write_file_atomically(path, bytes.data(), bytes.size());
}

}  // namespace keratin
