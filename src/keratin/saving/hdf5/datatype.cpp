#include "keratin/saving/hdf5/datatype_internal.h"

#include <algorithm>

#include "keratin/base/text.h"

namespace keratin::saving::hdf5 {
namespace {

constexpr std::string_view kClasses[] = {"integers",     "floating-point numbers",
                                         "times",        "strings",
                                         "bit fields",   "raw elements",
                                         "records",      "references",
                                         "enumerations", "lists of variable length",
                                         "arrays",       "complex numbers"};
constexpr int kInteger = 0, kFloat = 1, kString = 3, kRaw = 5, kReference = 7, kEnumeration = 8,
              kVariable = 9;
constexpr int kMaxAxes = 32;  // HDF5's own limit

struct Bits {
  uint32_t all;
  uint32_t operator()(int from, int count) const { return all >> from & ((1u << count) - 1); }
};

void set_number(Datatype& type, DType dtype) {
  type.kind = Datatype::Kind::number;
  type.dtype = dtype;
  type.name = std::string(name_of(dtype));
}

void read_integer(Datatype& type, Bits bits, Cursor& message) {
  type.is_big_endian = bits(0, 1) != 0;
  const uint64_t offset = message.u16(), precision = message.u16();
  if (offset != 0 || precision != type.size * 8) return;
  const bool is_signed = bits(3, 1) != 0;
  switch (type.size) {
    case 1: return set_number(type, is_signed ? int8 : uint8);
    case 2: return set_number(type, is_signed ? int16 : uint16);
    case 4: return set_number(type, is_signed ? int32 : uint32);
    case 8: return set_number(type, is_signed ? int64 : uint64);
    default: return;
  }
}

struct FloatFormat {
  DType dtype;
  uint64_t size;
  uint32_t exponent_size, mantissa_size, bias;
};
constexpr FloatFormat kFloats[] = {{float16, 2, 5, 10, 15},
                                   {bfloat16, 2, 8, 7, 127},
                                   {float32, 4, 8, 23, 127},
                                   {float64, 8, 11, 52, 1023}};

void read_float(Datatype& type, Bits bits, Cursor& message) {
  type.is_big_endian = bits(0, 1) != 0;
  const bool is_vax = bits(6, 1) != 0, has_hidden_bit = bits(4, 2) == 2;
  const uint32_t sign = bits(8, 8), offset = message.u16(), precision = message.u16();
  const uint32_t exponent = message.u8(), exponent_size = message.u8();
  const uint32_t mantissa = message.u8(), mantissa_size = message.u8(), bias = message.u32();
  if (is_vax || !has_hidden_bit || offset != 0 || mantissa != 0) return;
  for (const FloatFormat& format : kFloats) {
    if (format.size == type.size && precision == 8 * format.size && sign == precision - 1 &&
        exponent == format.mantissa_size && exponent_size == format.exponent_size &&
        mantissa_size == format.mantissa_size && bias == format.bias) {
      set_number(type, format.dtype);
    }
  }
}

void read_string(Datatype& type, Bits bits) {
  type.kind = Datatype::Kind::fixed_string;
  type.is_space_padded = bits(0, 4) == 2;
}

/// A bool is an enumeration of FALSE = 0 and TRUE = 1, as h5py writes it; others are their
/// integers.
void read_enumeration(const Blocks& blocks, Datatype& type, Bits bits, int version,
                      Cursor& message) {
  const uint64_t members = bits(0, 16);
  const Datatype base = read_datatype(blocks, message);
  if (base.kind != Datatype::Kind::number || base.size != type.size || is_floating(*base.dtype)) {
    message.refuse(text("declares an enumeration of ", base.name));
  }
  std::vector<std::string_view> names;
  for (uint64_t i = 0; i < members; ++i) {
    names.push_back(message.until_nul());
    const uint64_t padding = 7 - names.back().size() % 8;
    if (version < 3) message.skip(padding);
  }
  type.is_big_endian = base.is_big_endian;
  set_number(type, *base.dtype);
  bool is_bool = members == 2 && type.size == 1;
  for (uint64_t i = 0; i < members; ++i) {
    const uint8_t value = message.take(type.size)[0];
    is_bool = is_bool && value < 2 && names[i] == (value == 0 ? "FALSE" : "TRUE");
  }
  if (!is_bool || names[0] == names[1]) return;
  set_number(type, bool_);
  type.kind = Datatype::Kind::boolean;
}

void read_variable(const Blocks& blocks, Datatype& type, Bits bits, Cursor& message) {
  const bool is_string = bits(0, 4) == 1;
  const Datatype base = read_datatype(blocks, message);
  if (base.kind == Datatype::Kind::reference) type.kind = Datatype::Kind::reference;
  if (!is_string) return;
  if (type.size != 16) message.refuse("declares variable strings that do not take 16 bytes");
  type.kind = Datatype::Kind::variable_string;
  type.name = "strings";
}

}  // namespace

Datatype read_datatype(const Blocks& blocks, Cursor& message) {
  const int first = message.u8(), class_of = first & 15, version = first >> 4;
  const Bits bits{static_cast<uint32_t>(message.number(3))};
  Datatype type;
  type.size = message.u32();
  if (version < 1 || version > 5 || class_of >= static_cast<int>(std::size(kClasses))) {
    message.refuse(text("declares a type of the unknown kind ", class_of, ", version ", version));
  }
  if (type.size == 0) message.refuse("declares elements of no bytes");
  type.name = text(kClasses[class_of], " of ", type.size, " bytes");
  if (class_of == kReference) type.kind = Datatype::Kind::reference;
  if (class_of == kInteger) read_integer(type, bits, message);
  if (class_of == kFloat) read_float(type, bits, message);
  if (class_of == kString) read_string(type, bits);
  if (class_of == kRaw) type.kind = Datatype::Kind::raw;
  // What these are made of may be anything again, but nothing that is read is deeper than this.
  if (class_of == kEnumeration || class_of == kVariable) {
    Cursor base = message;
    const int base_class = base.u8() & 15;
    if (base_class == kEnumeration || base_class == kVariable) return type;
  }
  if (class_of == kEnumeration) read_enumeration(blocks, type, bits, version, message);
  if (class_of == kVariable) read_variable(blocks, type, bits, message);
  return type;
}

Lengths read_dataspace(const Blocks&, Cursor& message) {
  const int version = message.u8();
  if (version != 1 && version != 2) {
    message.refuse(text("declares a dataspace of version ", version, ", expected 1 or 2"));
  }
  const int rank = message.u8();
  message.skip(1);  // whether largest lengths follow
  const int kind = version == 2 ? message.u8() : 1;
  message.skip(version == 1 ? 5 : 0);
  if (rank > kMaxAxes) message.refuse(text("declares ", rank, " axes, expected up to ", kMaxAxes));
  if (kind > 2) message.refuse(text("declares a dataspace of the unknown kind ", kind));
  if (kind == 2) return {};
  std::vector<uint64_t> lengths;
  for (int i = 0; i < rank; ++i) lengths.push_back(message.u64());
  return lengths;
}

uint64_t count_of(const Blocks& blocks, const std::vector<uint64_t>& lengths) {
  uint64_t count = 1;
  // An empty axis does not excuse the others, whose strides are computed too.
  for (const uint64_t length : lengths)
    count = product(blocks, count, std::max<uint64_t>(length, 1));
  return std::find(lengths.begin(), lengths.end(), 0) != lengths.end() ? 0 : count;
}

}  // namespace keratin::saving::hdf5
