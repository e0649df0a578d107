// Format and strictness: the reference in Rust, github.com/huggingface/safetensors, version 0.8.
#include "keratin/saving/safetensors.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/saving/json.h"
#include "keratin/saving/safetensors_internal.h"
#include "keratin/tensor/element_bytes_internal.h"

namespace keratin::saving {
namespace {

constexpr uint64_t kMostHeaderBytes = 100'000'000;
constexpr std::string_view kMetadata = "__metadata__";
/// A tensor is some eight values; an object of unknown use may stand beside the known ones.
constexpr JsonLimits kHeaderLimits = {kMostHeaderBytes, 128, 4'000'000, false};

struct FileDType {
  std::string_view name;
  uint64_t bits;
  std::optional<DType> dtype;
};
/// In the order in which the reference sorts them, the last first.
constexpr FileDType kDTypes[] = {
    {"BOOL", 8, bool_},  {"F4", 4, {}},          {"F6_E2M3", 6, {}},     {"F6_E3M2", 6, {}},
    {"U8", 8, uint8},    {"I8", 8, int8},        {"F8_E5M2", 8, {}},     {"F8_E4M3", 8, {}},
    {"F8_E8M0", 8, {}},  {"F8_E4M3FNUZ", 8, {}}, {"F8_E5M2FNUZ", 8, {}}, {"I16", 16, int16},
    {"U16", 16, uint16}, {"F16", 16, float16},   {"BF16", 16, bfloat16}, {"I32", 32, int32},
    {"U32", 32, uint32}, {"F32", 32, float32},   {"C64", 64, {}},        {"F64", 64, float64},
    {"I64", 64, int64},  {"U64", 64, uint64}};

const FileDType& file_dtype_of(DType dtype) {
  for (const FileDType& known : kDTypes) {
    if (known.dtype == dtype) return known;
  }
  throw_internal_error("safetensors: a dtype without a name");
}

/// A list of whole numbers that are not negative; nothing for anything else.
std::optional<std::vector<int64_t>> counts_of(const ConfigValue* value) {
  if (!value || !value->is_list()) return {};
  std::vector<int64_t> counts;
  for (const ConfigValue& item : value->as_list()) {
    if (!item.is_integer() || item.as_integer() < 0) return {};
    counts.push_back(item.as_integer());
  }
  return counts;
}

/// Bytes of so many elements; nothing where they are too many, or end inside of a byte.
std::optional<uint64_t> size_of(const std::vector<int64_t>& shape, uint64_t bits) {
  for (const int64_t length : shape) {
    if (__builtin_mul_overflow(bits, static_cast<uint64_t>(length), &bits)) return {};
  }
  if (bits % 8 != 0) return {};
  return bits / 8;
}

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string out = "(";
  for (const int64_t length : shape) out += text(out.size() > 1 ? ", " : "", length);
  return out + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace

SafetensorsReader::SafetensorsReader(std::shared_ptr<const ByteSource> file)
    : file_(std::move(file)) {
  for (const auto& [name, value] : read_header()) {
    if (name == kMetadata) {
      add_metadata(value);
    } else {
      add_entry(name, value);
    }
  }
  check_cover();
}

void SafetensorsReader::refuse(const std::string& why) const {
  throw_file_error(text(file_->name(), ": not a safetensors file that can be read: ", why));
}

Config SafetensorsReader::read_header() {
  std::array<uint8_t, 8> first{};
  if (file_->size() < first.size()) refuse("it ends within its first 8 bytes");
  file_->read(0, first);
  uint64_t length = 0;
  for (size_t i = 8; i-- > 0;) length = length << 8 | first[i];
  if (length > kMostHeaderBytes) {
    refuse(text("a header of ", length, " bytes, and ", kMostHeaderBytes, " are the most"));
  }
  if (length > file_->size() - first.size()) refuse("the header is cut off");
  std::string json(length, ' ');
  file_->read(first.size(), {reinterpret_cast<uint8_t*>(json.data()), json.size()});
  data_begin_ = first.size() + length;
  if (!is_utf8(json)) refuse("the header is no UTF-8");
  ConfigValue header;
  try {
    header = parse_json(json, kHeaderLimits);
  } catch (const ValueError& error) {
    refuse(text("the header: ", error.rule()));
  }
  if (!header.is_config()) refuse("the header is no object");
  return header.as_config();
}

void SafetensorsReader::add_metadata(const ConfigValue& value) {
  if (value.is_none()) return;
  if (!value.is_config()) refuse("the metadata is no object");
  for (const auto& [name, entry] : value.as_config()) {
    if (!entry.is_string()) refuse(text("the metadata '", name, "' is no text"));
    metadata_.emplace_back(name, entry.as_string());
  }
}

void SafetensorsReader::add_entry(const std::string& name, const ConfigValue& value) {
  const auto refuse_entry = [&](const std::string& why) {
    refuse(text("the tensor '", name, "' ", why));
  };
  if (!value.is_config()) refuse_entry("is no object");
  const Config& config = value.as_config();
  const ConfigValue* dtype = config.find("dtype");
  if (!dtype || !dtype->is_string()) refuse_entry("has no 'dtype'");
  const auto* known = std::ranges::find(kDTypes, dtype->as_string(), &FileDType::name);
  if (known == std::end(kDTypes)) {
    refuse_entry(text("has the dtype '", dtype->as_string(), "', which is not known"));
  }
  const auto shape = counts_of(config.find("shape"));
  if (!shape) refuse_entry("has no 'shape' of whole numbers");
  const auto offsets = counts_of(config.find("data_offsets"));
  if (!offsets || offsets->size() != 2 || (*offsets)[0] > (*offsets)[1]) {
    refuse_entry("has no 'data_offsets' from one place to another");
  }
  const auto begin = static_cast<uint64_t>((*offsets)[0]);
  const uint64_t size = static_cast<uint64_t>((*offsets)[1]) - begin;
  const std::optional<uint64_t> wanted = size_of(*shape, known->bits);
  if (!wanted) {
    refuse_entry(text("has the shape ", shape_text(*shape), ", of which no bytes can be"));
  }
  if (*wanted != size) {
    refuse_entry(
        text("of shape ", shape_text(*shape), " takes ", *wanted, " bytes, and has ", size));
  }
  entries_.push_back({name, std::string(known->name), known->dtype, *shape, begin, size});
}

/// Each tensor begins where the one before it ends, and the last ends with the file.
void SafetensorsReader::check_cover() {
  std::ranges::stable_sort(entries_, {}, [](const SafetensorsEntry& entry) {
    return std::pair(entry.begin, entry.size);
  });
  const uint64_t whole = file_->size() - data_begin_;
  uint64_t end = 0;
  for (SafetensorsEntry& entry : entries_) {
    if (entry.begin != end || entry.size > whole - end) {
      refuse(text("the tensor '", entry.name, "' lies from ", entry.begin, " to ",
                  entry.begin + entry.size, ", where ", end, " of ", whole, " bytes are taken"));
    }
    end += entry.size;
    entry.begin += data_begin_;
  }
  if (end != whole) refuse(text("the tensors take ", end, " of ", whole, " bytes"));
}

void SafetensorsReader::read(const SafetensorsEntry& entry, std::span<uint8_t> out) const {
  if (out.size() != entry.size) {
    throw_internal_error(text("the tensor '", entry.name, "' has another size than its place"));
  }
  file_->read(entry.begin, out);
}

Tensor SafetensorsReader::load(const SafetensorsEntry& entry) const {
  const std::string what = text(file_->name(), ": the tensor '", entry.name, "' ");
  if (!entry.dtype) {
    throw_file_error(text(what, "has the dtype ", entry.dtype_name, ", which no tensor has here"));
  }
  if (entry.shape.size() > kMaxRank || !is_possible_shape(entry.shape)) {
    throw_file_error(
        text(what, "has the shape ", shape_text(entry.shape), ", which no tensor has here"));
  }
  return read_elements(*file_, entry.begin, entry.shape, *entry.dtype);
}

namespace {

void check_names(const NamedTensors& tensors, const utils::SafetensorsMetadata& metadata) {
  std::set<std::string_view> names = {kMetadata}, metadata_names;
  for (const auto& [name, x] : tensors) {
    if (!is_utf8(name)) throw_value_error(text("the name '", name, "' is no UTF-8"));
    if (names.insert(name).second) continue;
    throw_value_error(name == kMetadata
                          ? text("no tensor of a safetensors file is called '", name, "'")
                          : text("two tensors are called '", name, "'"));
  }
  for (const auto& [name, value] : metadata) {
    if (!is_utf8(name) || !is_utf8(value)) {
      throw_value_error(text("the metadata '", name, "' is no UTF-8"));
    }
    if (!metadata_names.insert(name).second) {
      throw_value_error(text("two texts of the metadata are called '", name, "'"));
    }
  }
}

using NamedTensor = NamedTensors::value_type;

/// The widest first, so that each begins at a multiple of its width; then by name.
std::vector<const NamedTensor*> sorted(const NamedTensors& tensors) {
  std::vector<const NamedTensor*> order;
  for (const NamedTensor& tensor : tensors) order.push_back(&tensor);
  std::ranges::sort(order, {}, [](const NamedTensor* tensor) {
    return std::pair(&std::end(kDTypes)[-1] - &file_dtype_of(tensor->second.dtype()),
                     std::string_view(tensor->first));
  });
  return order;
}

std::string quoted(const std::string& name) { return ConfigValue(name).to_string(); }

std::string header_of(const std::vector<const NamedTensor*>& order,
                      const utils::SafetensorsMetadata& metadata) {
  std::string header = "{";
  const auto append = [&](const auto&... parts) {
    header += text(header.size() > 1 ? "," : "", parts...);
  };
  if (!metadata.empty()) {
    std::string list;
    for (const auto& [name, value] : metadata) {
      list += text(list.empty() ? "" : ",", quoted(name), ":", quoted(value));
    }
    append(quoted(std::string(kMetadata)), ":{", list, "}");
  }
  uint64_t end = 0;
  for (const NamedTensor* tensor : order) {
    const auto& [name, x] = *tensor;
    std::string shape;
    for (const int64_t length : x.shape()) shape += text(shape.empty() ? "" : ",", length);
    append(quoted(name), ":{\"dtype\":\"", file_dtype_of(x.dtype()).name, "\",\"shape\":[", shape,
           "],\"data_offsets\":[", end, ",", end + x.nbytes(), "]}");
    end += x.nbytes();
  }
  header += "}";
  header.append((8 - header.size() % 8) % 8, ' ');  // the elements begin at a multiple of 8 bytes
  return header;
}

}  // namespace

void write_safetensors(AtomicFile& file, const NamedTensors& tensors,
                       const utils::SafetensorsMetadata& metadata) {
  check_names(tensors, metadata);
  const std::vector<const NamedTensor*> order = sorted(tensors);
  const std::string header = header_of(order, metadata);
  if (header.size() > kMostHeaderBytes) {
    throw_value_error(text("a safetensors file's header of ", header.size(), " bytes, and ",
                           kMostHeaderBytes, " are the most"));
  }
  std::array<uint8_t, 8> length{};
  for (size_t i = 0; i < 8; ++i) length[i] = static_cast<uint8_t>(header.size() >> (8 * i));
  file.write(length);
  file.write({reinterpret_cast<const uint8_t*>(header.data()), header.size()});
  for (const NamedTensor* tensor : order) {
    file.write(element_bytes(tensor->second.detach().to({}).contiguous()));
  }
}

}  // namespace keratin::saving

namespace keratin::utils {

void save_safetensors(const std::string& path, const NamedTensors& tensors,
                      const SafetensorsMetadata& metadata) {
  AtomicFile file(path);
  saving::write_safetensors(file, tensors, metadata);
  file.commit();
}

NamedTensors load_safetensors(const std::string& path) {
  const saving::SafetensorsReader reader(file_source(path));
  NamedTensors tensors;
  for (const saving::SafetensorsEntry& entry : reader.entries()) {
    tensors.emplace_back(entry.name, reader.load(entry));
  }
  return tensors;
}

}  // namespace keratin::utils
