#include "server/tensor_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "keratin/base/text.h"
#include "server/message.h"

namespace keratin::server {
namespace {

/// What the numbers of a dtype are read as.
template <class T>
struct Read {
  using Type = T;
};
template <>
struct Read<Float16> {
  using Type = float;
};
template <>
struct Read<BFloat16> {
  using Type = float;
};

/// Whether a number that no double holds is too small for it, not too large: where its first digit
/// that is not 0 stands, moved by its exponent.
bool is_tiny(std::string_view number) {
  const size_t e = std::min(number.find_first_of("eE"), number.size());
  const std::string_view digits = number.substr(0, e);
  const size_t first = digits.find_first_of("123456789");
  if (first == std::string_view::npos) return true;
  const auto point = static_cast<int64_t>(std::min(digits.find('.'), digits.size()));
  std::string_view exponent = number.substr(std::min(e + 1, number.size()));
  if (!exponent.empty() && exponent.front() == '+') exponent.remove_prefix(1);
  int64_t moved = 0;
  const char* end = exponent.data() + exponent.size();
  const auto result = std::from_chars(exponent.data(), end, moved);
  if (result.ec == std::errc::result_out_of_range) return exponent.front() == '-';
  return point - static_cast<int64_t>(first) < -moved;
}

/// Empty when T cannot hold it.
template <std::floating_point T>
std::optional<T> parsed(std::string_view number) {
  constexpr T infinity = std::numeric_limits<T>::infinity();
  if (number == "NaN") return std::numeric_limits<T>::quiet_NaN();
  if (number == "Infinity") return infinity;
  if (number == "-Infinity") return -infinity;
  T value = 0;
  const auto result = std::from_chars(number.data(), number.data() + number.size(), value);
  if (result.ec == std::errc()) return value;
  if constexpr (sizeof(T) < sizeof(double)) {
    // Too small for a normal float is not an error: it rounds.
    double wide = 0;
    const auto again = std::from_chars(number.data(), number.data() + number.size(), wide);
    if (again.ec == std::errc()) {
      const T narrow = static_cast<T>(wide);
      if (narrow == infinity || narrow == -infinity) return {};
      return narrow;
    }
  }
  if (is_tiny(number)) return number.front() == '-' ? T(-0.0) : T(0);
  return {};
}
template <std::integral T>
std::optional<T> parsed(std::string_view number) {
  T value = 0;
  const char* end = number.data() + number.size();
  const auto result = std::from_chars(number.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end) return {};
  return value;
}

/// Whether a number becomes an infinity where T has fewer bits than what it was read as.
template <class T, class Read>
bool is_lost(Read value) {
  if constexpr (std::same_as<T, Float16> || std::same_as<T, BFloat16>) {
    return std::isfinite(value) && !std::isfinite(static_cast<float>(static_cast<T>(value)));
  } else {
    return false;
  }
}

template <class T>
class ReaderOf final : public TensorReader {
 public:
  explicit ReaderOf(std::string input) : TensorReader(std::move(input)) {}

 private:
  void read_number(JsonReader& json) override {
    if constexpr (std::same_as<T, bool>) {
      values_.push_back(json.boolean());
    } else {
      const std::string_view number = json.number();
      const auto value = parsed<typename Read<T>::Type>(number);
      if (!value || is_lost<T>(*value)) {
        refuse(json, text(number.substr(0, 40), number.size() > 40 ? "..." : "", " is no ",
                          name_of(dtype_of<T>)));
      }
      values_.push_back(static_cast<T>(*value));
    }
  }
  int64_t size() const override { return static_cast<int64_t>(values_.size()); }
  Tensor copied(const Shape& shape) const override {
    Tensor x(shape, dtype_of<T>);
    if (!values_.empty()) {
      std::memcpy(x.mutable_data<T>(), values_.data(), values_.size() * sizeof(T));
    }
    return x;
  }

  using Stored = std::conditional_t<std::same_as<T, bool>, uint8_t, T>;
  std::vector<Stored> values_;
};

}  // namespace

std::unique_ptr<TensorReader> TensorReader::of(DType dtype, std::string input) {
  return visit_dtype(dtype, [&](auto tag) -> std::unique_ptr<TensorReader> {
    return std::make_unique<ReaderOf<decltype(tag)>>(std::move(input));
  });
}

void TensorReader::refuse(JsonReader& json, std::string_view what) const {
  json.refuse(text("the input '", input_, "': ", what));
}

void TensorReader::read(JsonReader& json) {
  read_axis(json, 0);
  const bool is_number_beside_list = rank_ >= 0 && static_cast<size_t>(rank_) != lengths_.size();
  if (is_number_beside_list) refuse(json, "a number stands beside a list");
  ++count_;
}

void TensorReader::read_axis(JsonReader& json, int axis) {
  const auto i = static_cast<size_t>(axis);
  const JsonReader::Kind kind = json.peek();
  if (kind != JsonReader::Kind::array) {
    if (kind == JsonReader::Kind::object) {
      refuse(json,
             "expected numbers, found an object; strings, as {\"b64\": ...} too, are for no "
             "model of this server");
    }
    if (kind == JsonReader::Kind::string) refuse(json, "expected numbers, found a string");
    if (lengths_.size() > i) refuse(json, "a number stands beside a list");
    rank_ = axis;
    return read_number(json);
  }
  if (axis == kMaxRank) refuse(json, text("more than ", kMaxRank, " axes"));
  if (rank_ >= 0 && axis >= rank_) refuse(json, "a list stands beside a number");
  if (lengths_.size() <= i) lengths_.push_back(-1);
  int64_t length = 0;
  json.array([&] {
    read_axis(json, axis + 1);
    ++length;
  });
  if (lengths_[i] >= 0 && lengths_[i] != length) {
    refuse(json, text("lists of ", lengths_[i], " and of ", length, " values stand side by side"));
  }
  lengths_[i] = length;
}

Tensor TensorReader::rows() const {
  std::vector<int64_t> lengths{count_};
  lengths.insert(lengths.end(), lengths_.begin(), lengths_.end());
  if (lengths.size() > static_cast<size_t>(kMaxRank)) {
    throw Refusal{400, text("the input '", input_, "' has more than ", kMaxRank, " axes")};
  }
  return copied(Shape(lengths));
}

Tensor TensorReader::single() const { return copied(Shape(lengths_)); }

Tensor TensorReader::shaped(const Shape& shape) const {
  const bool is_flat = lengths_.size() == 1;
  if (size() != shape.size() || (!is_flat && Shape(lengths_) != shape)) {
    throw Refusal{400, text("the input '", input_, "' says shape ", shape, ", but its data has ",
                            is_flat ? text(size(), " numbers") : Shape(lengths_).to_string())};
  }
  return copied(shape);
}

Tensor tensor_of_bytes(std::string_view input, DType dtype, const Shape& shape,
                       std::string_view bytes) {
  Tensor x;
  const auto expected = static_cast<uint64_t>(shape.size()) * itemsize_of(dtype);
  if (bytes.size() != expected) {
    throw Refusal{400, text("the input '", input, "' has ", bytes.size(), " bytes of data; ",
                            name_of(dtype), " ", shape, " has ", expected)};
  }
  x = Tensor(shape, dtype);
  visit_dtype(dtype, [&](auto tag) {
    using T = decltype(tag);
    if constexpr (std::same_as<T, bool>) {
      for (const char byte : bytes) {
        if (byte != 0 && byte != 1) {
          throw Refusal{400, text("the input '", input, "': a bool must be 0 or 1")};
        }
      }
    }
    if (!bytes.empty()) std::memcpy(x.mutable_data<T>(), bytes.data(), bytes.size());
  });
  return x;
}

}  // namespace keratin::server
