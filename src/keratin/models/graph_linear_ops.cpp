// The ops on matrices and signals that a file's graph may hold.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/graph_ops_internal.h"
#include "keratin/ops/decompositions.h"
#include "keratin/ops/fourier.h"
#include "keratin/ops/linear_algebra.h"
#include "keratin/tensor/config_values.h"

namespace keratin::models {
namespace {

/// The tensors of a call and what the op was made with.
class LinearArguments {
 public:
  LinearArguments(const std::string& op, const std::vector<GraphArgument>& list,
                  const Config& config)
      : op_(op), list_(list), config_(config) {}

  const Tensor& tensor(size_t i = 0) const { return tensors(i, 1)[0]; }
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
};

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
