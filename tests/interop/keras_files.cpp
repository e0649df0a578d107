// Files of real Keras: read, checked against what Keras computed, and written anew for Keras to
// read. tools/interop/keras_files.py makes the files, runs this, and says what everything means.
//
//   keras_files list          the classes of each family that has a table, a line each
//   keras_files check IN OUT  of every NAME.npz in IN: the models beside it; what they do goes to
//                             stdout, what they become on saving to OUT
//
// A line of check has tabs between its parts: model, file, how far predictions, predictions after
// three steps of training, and the logs of these steps are from Keras's, by max(1, |Keras's|); a
// dash where there is nothing to compare. In their place may stand "error" and a text.
#include <keratin/keratin.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <limits>
#include <map>

using namespace keratin;
namespace fs = std::filesystem;

namespace {

// --- the classes of a user's, as keras_models.py has them too ------------------------------------

struct DriftOptions {
  int64_t units = 3;
  double momentum = 0.9;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
};
/// y = projection((x - mean) * scale) + gate(x): the mean follows the data, the gate is private.
class Drift final : public LayerOf<Drift, DriftOptions> {
 public:
  explicit Drift(DriftOptions options = {}) : LayerOf(std::move(options)) {}
  void build(const Shapes& x) override {
    const Shape features = {x[0].back()};
    fill(mean_, features, {.initializer = "zeros", .trainable = false});
    fill(scale_, features, {.initializer = "ones"});
    projection_.ensure_built(x);
    gate_.ensure_built(x);
  }
  Tensor call(const Tensor& x, Call& call) const override {
    if (call.training()) {
      call.update(mean_,
                  mean_ * options_.momentum + ops::mean(x, {.axis = 0}) * (1 - options_.momentum));
    }
    return projection_((x - mean_) * scale_) + gate_(x);
  }

 private:
  Variable mean_ = declare("mean"), scale_ = declare("scale");
  layers::Dense projection_ =
      track("projection", layers::Dense(options_.units, {.activation = "tanh"}));
  layers::Dense gate_ = track("_gate", layers::Dense(options_.units));
};

struct TowerOptions {
  int64_t units = 3;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
};
/// Layers in a list: y = blocks[1](blocks[0](x)) + x.
class Tower final : public LayerOf<Tower, TowerOptions> {
 public:
  explicit Tower(TowerOptions options = {}) : LayerOf(std::move(options)) {}
  void build(const Shapes& x) override {
    first_.ensure_built(x);
    second_ = track("blocks/dense_1", layers::Dense(x[0].back()));
    second_.ensure_built(Shape{x[0].front(), options_.units});
  }
  Tensor call(const Tensor& x, Call&) const override { return second_(first_(x)) + x; }

 private:
  layers::Dense first_ =
      track("blocks/dense", layers::Dense(options_.units, {.activation = "tanh"}));
  layers::Dense second_ = layers::Dense(1);
};

struct CubicOptions {
  double exponent = 3;
  losses::Reduction reduction = "sum_over_batch_size";
  std::string name = {};
};
class Cubic final : public LossOf<Cubic, CubicOptions> {
 public:
  explicit Cubic(CubicOptions options = {}) : LossOf(std::move(options)) {}
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override {
    return ops::mean(ops::power(ops::abs(y_true - y_pred), options_.exponent), {.axis = -1});
  }
};

struct NetOptions {
  int64_t units = 4;
  std::string name = {};
  bool trainable = true;
};
class Net final : public ModelOf<Net, NetOptions> {
 public:
  explicit Net(NetOptions options = {}) : ModelOf(std::move(options)) {}
  Tensor call(const Tensor& x, Call&) const override { return head_(hidden_(x)); }

 private:
  layers::Dense hidden_ = track("hidden", layers::Dense(options_.units, {.activation = "tanh"}));
  layers::Dense head_ = track("a_head", layers::Dense(1));
};

void register_classes() {
  register_keras_serializable<Drift>("interop");
  register_keras_serializable<Tower>("interop");
  register_keras_serializable<Cubic>("interop");
  register_keras_serializable<Net>("interop");
}

// --- what Keras computed -------------------------------------------------------------------------

using Arrays = std::map<std::string, Tensor>;

Tensors numbered(const Arrays& arrays, const std::string& name) {
  Tensors found;
  for (size_t i = 0; arrays.contains(name + std::to_string(i)); ++i) {
    found.push_back(arrays.at(name + std::to_string(i)));
  }
  return found;
}

/// The largest |received - expected| / max(1, |expected|); infinite for other shapes.
double distance(const Tensor& received, const Tensor& expected) {
  if (received.shape() != expected.shape()) return std::numeric_limits<double>::infinity();
  const std::vector<double> a = received.to_vector<double>(), b = expected.to_vector<double>();
  double worst = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const bool is_same = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]));
    const double one = is_same ? 0 : std::abs(a[i] - b[i]) / std::max(1.0, std::abs(b[i]));
    worst = one > worst || std::isnan(one) ? one : worst;
  }
  return worst;
}

double distance(const Tensors& received, const Tensors& expected) {
  if (received.size() != expected.size()) return std::numeric_limits<double>::infinity();
  double worst = 0;
  for (size_t i = 0; i < received.size(); ++i) {
    worst = std::max(worst, distance(received[i], expected[i]));
  }
  return worst;
}

/// How far the numbers are from Keras's that have the same name; infinite when one is missing.
double distance(const Logs& received, const Arrays& arrays, const std::string& step) {
  const std::string start = step + "log.";
  double worst = 0;
  for (auto at = arrays.lower_bound(start); at != arrays.end() && at->first.starts_with(start);
       ++at) {
    const double* number = received.find(at->first.substr(start.size()));
    if (!number) return std::numeric_limits<double>::infinity();
    worst = std::max(worst, distance(full({}, *number, float64), at->second));
  }
  return worst;
}

// --- what is done here ---------------------------------------------------------------------------

struct Findings {
  double predictions = 0;
  std::optional<double> trained = {};
  std::optional<double> logs = {};
};

Findings compare(Model& model, const Arrays& arrays) {
  const Tensors x = numbered(arrays, "x.");
  const auto predicted = [&] { return model.predict_outputs(x, {.verbose = 0}); };
  Findings found{.predictions = distance(predicted(), numbered(arrays, "p."))};
  if (!arrays.contains("step0.x.0")) return found;
  if (!model.is_compiled()) found.trained = std::numeric_limits<double>::infinity();
  if (!model.is_compiled()) return found;
  for (int64_t i = 0; arrays.contains(text("step", i, ".x.0")); ++i) {
    const std::string step = text("step", i, ".");
    model.reset_metrics();  // the logs are those of the batch
    const Scores scores =
        model.train_on_batch(numbered(arrays, step + "x."), numbered(arrays, step + "y."));
    found.logs = std::max(found.logs.value_or(0), distance(scores, arrays, step));
    found.trained =
        std::max(found.trained.value_or(0), distance(predicted(), numbered(arrays, step + "p.")));
  }
  return found;
}

std::shared_ptr<Model> loaded(const std::string& path) {
  return std::dynamic_pointer_cast<Model>(models::load_shared_model(path));
}

/// The model of `path` with zeros for weights, which then come from `weights`.
std::shared_ptr<Model> loaded_twice(const std::string& path, const std::string& weights,
                                    const LoadWeightsOptions& options = {}) {
  std::shared_ptr<Model> model = loaded(path);
  std::vector<Tensor> values = model->get_weights();
  for (Tensor& value : values) value = ops::zeros_like(value);
  model->set_weights(values);
  model->load_weights(weights, options);
  return model;
}

void print(const std::optional<double>& number) {
  std::cout << '\t';
  if (number) std::cout << *number;
  if (!number) std::cout << '-';
}

/// A line of what `work` finds, or of what it throws.
template <class Work>
void report(const std::string& name, std::string_view file, Work work) {
  std::cout << name << '\t' << file;
  try {
    const Findings found = work();
    print(found.predictions);
    print(found.trained);
    print(found.logs);
  } catch (const std::exception& error) {
    std::string text = error.what();
    std::ranges::replace(text, '\n', ' ');
    std::ranges::replace(text, '\t', ' ');
    std::cout << "\terror\t" << text;
  }
  std::cout << std::endl;
}

class Checker {
 public:
  Checker(fs::path in, fs::path out, std::string name)
      : in_(std::move(in)), out_(std::move(out)), name_(std::move(name)) {
    for (const auto& [key, tensor] : load_npz(file(".npz"))) arrays_.emplace(key, tensor);
  }

  void check() const {
    for (const char* end : {".keras", ".h5"}) {
      if (!is_there(end)) continue;
      report(name_, end, [&] { return compare(*loaded(file(end)), arrays_); });
    }
    const std::string whole = file(is_there(".keras") ? ".keras" : ".h5");
    for (const char* end : {".weights.h5", ".weights.json"}) {
      if (is_there(end)) check_weights(end, whole, file(end), {});
    }
    if (is_there(".h5")) {
      check_weights(".h5 weights", whole, file(".h5"), {});
      check_weights(".h5 by name", whole, file(".h5"), {.by_name = true});
    }
    for (const char* end : {".keras", ".h5", ".weights.h5", ".weights.json"}) write(end, whole);
  }

 private:
  std::string file(std::string_view end) const { return (in_ / name_).string() + std::string(end); }
  bool is_there(std::string_view end) const { return fs::exists(file(end)); }

  void check_weights(std::string_view what, const std::string& whole, const std::string& weights,
                     const LoadWeightsOptions& options) const {
    report(name_, what, [&] { return compare(*loaded_twice(whole, weights, options), arrays_); });
  }

  /// What is written is said only when it fails.
  void write(const std::string& end, const std::string& whole) const {
    try {
      const std::shared_ptr<Model> model = loaded(whole);
      const std::string path = (out_ / name_).string() + end;
      if (end == ".weights.json") {
        model->save_weights(path, {.max_shard_size = 2e-6});
      } else if (end == ".weights.h5") {
        model->save_weights(path);
      } else {
        model->save(path);
      }
    } catch (const std::exception&) {
      report(name_, "writes " + end, []() -> Findings { throw; });
    }
  }

  fs::path in_, out_;
  std::string name_;
  Arrays arrays_;
};

int check(const fs::path& in, const fs::path& out) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(in)) {
    if (entry.path().extension() == ".npz") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  for (const std::string& name : names) Checker(in, out, name).check();
  return 0;
}

template <class Base>
void list(const char* family) {
  for (const auto& entry : Base::registry()) std::cout << family << ' ' << entry.class_name << '\n';
}

int list() {
  list<Layer>("layers");
  list<Optimizer>("optimizers");
  list<optimizers::schedules::LearningRateSchedule>("schedules");
  list<Loss>("losses");
  list<Metric>("metrics");
  list<Initializer>("initializers");
  list<Regularizer>("regularizers");
  list<Constraint>("constraints");
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  register_classes();
  if (given.size() == 1 && given[0] == "list") return list();
  if (given.size() == 3 && given[0] == "check") return check(given[1], given[2]);
  std::cerr << "keras_files list | check IN OUT\n";
  return 2;
}
