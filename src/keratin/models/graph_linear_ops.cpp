// The ops on matrices, signals and whole numbers that a file's graph may hold, and the special
// functions.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/graph_ops_internal.h"
#include "keratin/ops/decompositions.h"
#include "keratin/ops/fourier.h"
#include "keratin/ops/linear_algebra.h"
#include "keratin/ops/norm.h"
#include "keratin/ops/search.h"
#include "keratin/ops/special_functions.h"
#include "keratin/ops/whole_numbers.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::models {
namespace {

/// The tensors of a call and what the op was made with.
class LinearArguments {
 public:
  LinearArguments(const std::string& op, const std::vector<GraphArgument>& list,
                  const Config& config)
      : op_(op), list_(list), config_(config) {}

  const Tensor& tensor(size_t i = 0) const { return tensors(i, 1)[0]; }
  /// f(x, y), where y is a tensor or a number.
  template <class F>
  Tensor of_two(F f) const {
    if (list_.size() < 2 || list_[1].is_tensor()) return f(tensor(0), tensor(1));
    const ConfigValue& y = list_[1].value;
    return f(tensor(0), y.is_integer() ? Scalar(y.as_integer()) : Scalar(y.as_number()));
  }
  ops::Complex pair() const {
    const Tensors& both = tensors(0, 2);
    return {both[0], both[1]};
  }
  bool flag(std::string_view name, bool missing) const {
    return has(name) ? config_[name].as_bool() : missing;
  }
  std::optional<double> number(std::string_view name) const {
    if (!has(name)) return {};
    return config_[name].as_number();
  }
  std::optional<int64_t> whole(std::string_view name) const {
    if (!has(name)) return {};
    return config_[name].as_integer();
  }
  int64_t needed(std::string_view name) const { return config_[name].as_integer(); }
  std::string word(std::string_view name, const char* missing) const {
    return has(name) ? config_[name].as_string() : missing;
  }
  const ConfigValue& at(std::string_view name) const { return config_[name]; }
  ops::StftWindow window() const {
    const ConfigValue* value = config_.find("window");
    if (!value) return "hann";
    if (value->is_none()) return None;
    if (is_constant_value(*value)) return constant_from(*value);
    return value->as_string();
  }

 private:
  bool has(std::string_view name) const {
    const ConfigValue* value = config_.find(name);
    return value && !value->is_none();
  }
  const Tensors& tensors(size_t i, size_t count) const {
    if (i < list_.size() && list_[i].tensors.size() == count) return list_[i].tensors;
    throw_value_error(text(op_, ": argument ", i, " is no ", count == 1 ? "tensor" : "pair"));
  }

  const std::string& op_;
  const std::vector<GraphArgument>& list_;
  const Config& config_;
};

template <class Two>
Tensors both_of(const Two& two) {
  const auto& [first, second] = two;
  return {first, second};
}

Tensors call_svd(const LinearArguments& a) {
  const ops::SvdOptions options = {.full_matrices = a.flag("full_matrices", true),
                                   .compute_uv = a.flag("compute_uv", true)};
  const auto [u, s, vh] = ops::svd(a.tensor(), options);
  return options.compute_uv ? Tensors{u, s, vh} : Tensors(s);
}

Tensors call_stft(const LinearArguments& a) {
  return both_of(ops::stft(a.tensor(), a.needed("sequence_length"), a.needed("sequence_stride"),
                           a.needed("fft_length"),
                           {.window = a.window(), .center = a.flag("center", true)}));
}

Tensors call_istft(const LinearArguments& a) {
  return ops::istft(
      a.pair(), a.needed("sequence_length"), a.needed("sequence_stride"), a.needed("fft_length"),
      {.length = a.whole("length"), .window = a.window(), .center = a.flag("center", true)});
}

Tensors call_norm(const LinearArguments& a) {
  ops::NormOptions options = {.keepdims = a.flag("keepdims", false)};
  const ConfigValue& ord = a.at("ord");
  if (ord.is_string()) options.ord = ord.as_string();
  if (!ord.is_string() && !ord.is_none()) options.ord = ord.as_number();
  if (!a.at("axis").is_none()) from_value(a.at("axis"), options.axis);
  return ops::norm(a.tensor(), options);
}

Tensors call_histogram(const LinearArguments& a) {
  ops::HistogramOptions options = {.bins = a.whole("bins").value_or(10)};
  std::vector<double> range;
  if (!a.at("range").is_none()) from_value(a.at("range"), range);
  if (range.size() == 2) options.range = {range[0], range[1]};
  return both_of(ops::histogram(a.tensor(), options));
}

Tensors call_unravel_index(const LinearArguments& a) {
  Shape shape;
  from_value(a.at("shape"), shape);
  return Tensors(ops::unravel_index(a.tensor(), shape));
}

Tensors call_view(const LinearArguments& a) {
  DType dtype = a.tensor().dtype();
  if (!a.at("dtype").is_none()) from_value(a.at("dtype"), dtype);
  return ops::view(a.tensor(), dtype);
}

#define KERATIN_OF_ONE(name, function)                                                  \
  {                                                                                     \
    name, [](const LinearArguments& a) -> Tensors { return ops::function(a.tensor()); } \
  }
#define KERATIN_OF_TWO(name, function)                                                   \
  {                                                                                      \
    name, [](const LinearArguments& a) -> Tensors {                                      \
      return a.of_two([](const auto& x, const auto& y) { return ops::function(x, y); }); \
    }                                                                                    \
  }

struct LinearOpEntry {
  std::string_view name;
  Tensors (*call)(const LinearArguments&);
};
constexpr LinearOpEntry kLinearOps[] = {
    {"Cholesky",
     [](const LinearArguments& a) -> Tensors {
       return ops::cholesky(a.tensor(), a.flag("upper", false));
     }},
    {"CholeskyInverse",
     [](const LinearArguments& a) -> Tensors {
       return ops::cholesky_inverse(a.tensor(), a.flag("upper", false));
     }},
    {"Det", [](const LinearArguments& a) -> Tensors { return ops::det(a.tensor()); }},
    {"Eigh", [](const LinearArguments& a) { return both_of(ops::eigh(a.tensor())); }},
    {"Inv", [](const LinearArguments& a) -> Tensors { return ops::inv(a.tensor()); }},
    {"Logdet", [](const LinearArguments& a) -> Tensors { return ops::logdet(a.tensor()); }},
    {"Lstsq",
     [](const LinearArguments& a) -> Tensors {
       return ops::lstsq(a.tensor(0), a.tensor(1), a.number("rcond"));
     }},
    {"LuFactor", [](const LinearArguments& a) { return both_of(ops::lu_factor(a.tensor())); }},
    {"MatrixRank",
     [](const LinearArguments& a) -> Tensors {
       return ops::matrix_rank(a.tensor(), a.number("tol"));
     }},
    {"Pinv",
     [](const LinearArguments& a) -> Tensors { return ops::pinv(a.tensor(), a.number("rcond")); }},
    {"Qr",
     [](const LinearArguments& a) {
       return both_of(ops::qr(a.tensor(), a.word("mode", "reduced")));
     }},
    {"Slogdet", [](const LinearArguments& a) { return both_of(ops::slogdet(a.tensor())); }},
    {"Solve",
     [](const LinearArguments& a) -> Tensors { return ops::solve(a.tensor(0), a.tensor(1)); }},
    {"SolveTriangular",
     [](const LinearArguments& a) -> Tensors {
       return ops::solve_triangular(a.tensor(0), a.tensor(1), a.flag("lower", false));
     }},
    {"SVD", call_svd},
    {"ExtractSequences",
     [](const LinearArguments& a) -> Tensors {
       return ops::extract_sequences(a.tensor(), a.needed("sequence_length"),
                                     a.needed("sequence_stride"));
     }},
    {"FFT", [](const LinearArguments& a) { return both_of(ops::fft(a.pair())); }},
    {"FFT2", [](const LinearArguments& a) { return both_of(ops::fft2(a.pair())); }},
    {"IFFT2", [](const LinearArguments& a) { return both_of(ops::ifft2(a.pair())); }},
    {"RFFT",
     [](const LinearArguments& a) {
       return both_of(ops::rfft(a.tensor(), a.whole("fft_length")));
     }},
    {"IRFFT",
     [](const LinearArguments& a) -> Tensors {
       return ops::irfft(a.pair(), a.whole("fft_length"));
     }},
    {"STFT", call_stft},
    {"ISTFT", call_istft},
    {"Norm", call_norm},
    {"Histogram", call_histogram},
    {"UnravelIndex", call_unravel_index},
    {"View", call_view},
    {"SearchSorted",
     [](const LinearArguments& a) -> Tensors {
       return ops::searchsorted(a.tensor(0), a.tensor(1), a.word("side", "left"));
     }},
    KERATIN_OF_ONE("BitwiseInvert", bitwise_invert),
    KERATIN_OF_ONE("BitwiseNot", bitwise_not),
    KERATIN_OF_ONE("Cbrt", cbrt),
    KERATIN_OF_ONE("Erfc", erfc),
    KERATIN_OF_ONE("Erfinv", erfinv),
    KERATIN_OF_ONE("I0", i0),
    KERATIN_OF_ONE("Signbit", signbit),
    KERATIN_OF_ONE("Sinc", sinc),
    KERATIN_OF_TWO("BitwiseAnd", bitwise_and),
    KERATIN_OF_TWO("BitwiseLeftShift", bitwise_left_shift),
    KERATIN_OF_TWO("BitwiseOr", bitwise_or),
    KERATIN_OF_TWO("BitwiseRightShift", bitwise_right_shift),
    KERATIN_OF_TWO("BitwiseXor", bitwise_xor),
    KERATIN_OF_TWO("Fmod", fmod),
    KERATIN_OF_TWO("Gcd", gcd),
    KERATIN_OF_TWO("Lcm", lcm),
    KERATIN_OF_TWO("Ldexp", ldexp),
    KERATIN_OF_TWO("LeftShift", left_shift),
    KERATIN_OF_TWO("Nextafter", nextafter),
    KERATIN_OF_TWO("RightShift", right_shift),
};
#undef KERATIN_OF_ONE
#undef KERATIN_OF_TWO

}  // namespace

std::optional<Tensors> called_linear_op(const std::string& class_name,
                                        const std::vector<GraphArgument>& list,
                                        const Config& config) {
  for (const LinearOpEntry& entry : kLinearOps) {
    if (entry.name == class_name) return entry.call(LinearArguments(class_name, list, config));
  }
  return {};
}

}  // namespace keratin::models
