// What every model can: compile, fit, evaluate, predict, summary. A model is a layer, so it can
// stand in another model; a copy is the same model.
#pragma once
#include <array>
#include <memory>
#include <type_traits>
#include <typeinfo>

#include "keratin/base/function_ref.h"
#include "keratin/base/keywords.h"
#include "keratin/callbacks/history.h"
#include "keratin/layers/layer_of.h"
#include "keratin/models/options.h"
#include "keratin/models/saving_options.h"
#include "keratin/models/scores.h"
#include "keratin/tensor/batch.h"

namespace keratin {

class AnyLayer;
namespace models {
struct Training;  // what compile makes: optimizer, loss, metrics and their state
class Graph;
struct StepEntry;
class RecordedStep;
class Batches;
class EpochIterator;
class Feed;
class FitRun;
}  // namespace models

struct ModelOptions {
  std::string name = {};
  bool trainable = true;
};

/// Model({title, body}, {priority, topic}): the layers and ops between symbolic tensors. Or the
/// base of a class of yours, with sublayers by track() and a `call`: see ModelOf.
class Model : public layers::Layer, public Trainable {
 public:
  /// The model that computes the outputs from the inputs. Throws ValueError for tensors that are
  /// not symbolic and outputs that need other inputs.
  Model(Tensors inputs, Tensors outputs, ModelOptions options = {});
  template <class L = layers::Layer>
  Model(std::initializer_list<AnyLayer>, ModelOptions = {}) : Model(Tensors(), Tensors()) {
    static_assert(!sizeof(L*),
                  "a list of layers makes a Sequential: Sequential({Input({784}), ...})");
  }
  ~Model() override;
  Model(const Model&) = default;
  Model& operator=(const Model&) = default;

  /// The symbolic tensors between which the layers stand: Model(model.input(),
  /// model.get_layer("hidden").output()). Throws ValueError for a model that is not built or not
  /// made of such tensors; the first two for several.
  Tensor input() const;
  Tensor output() const;
  Tensors inputs() const;
  Tensors outputs() const;
  /// Their names, in that order; empty for a model that is not built or not made of such tensors.
  std::vector<std::string> input_names() const;
  std::vector<std::string> output_names() const;

  /// Chooses optimizer, loss and metrics; forgets those of an earlier compile.
  void compile(CompileOptions options);
  /// The same in Keras's order of arguments: compile("rmsprop", "mse", {"mae"}).
  void compile(AnyOptimizer optimizer, Losses loss, Metrics metrics = {});
  bool is_compiled() const;
  /// What compile was told, as files hold it, with the optimizer as it is now; empty before. Throws
  /// ValueError for a function without a name; see register_keras_serializable.
  Config get_compile_config() const;
  /// Compiles as that says. Throws ValueError for unknown names and classes.
  void compile_from_config(const Config& config);

  /// Trains on x [samples, ...] and y [samples, ...]: `epochs` passes in batches. Models of several
  /// inputs or outputs take lists, or tensors by name: fit({titles, bodies}, {priorities, topics}).
  /// What layers and losses of yours read beside tensors and Variables counts for a whole epoch:
  /// steps are recorded (docs/decisions/record-and-replay.md; not with run_eagerly).
  /// The mean losses and metrics of the epochs come back. Throws ValueError unless compiled, for
  /// data with different numbers of samples and for arguments outside their range.
  History fit(const Data& x, const Data& y, const FitOptions& options = {});
  /// Without targets, for a train_step of yours. A template loses: fit(x, {}) has no targets too.
  template <int = 0>
  History fit(const Data& x, const FitOptions& options = {}) {
    return fit(x, Data(), options);
  }
  /// The same on batches of a generator or a PyDataset: fit(dataset, {.epochs = 3}),
  /// fit(generator, {.steps_per_epoch = 100}). Throws ValueError, too, for options that the batches
  /// say themselves (batch_size, sample_weight), and for batches without end and steps_per_epoch.
  History fit(const Source& source, const FitOptions& options = {});
  /// Mean loss and metrics over all samples, in the order of compile.
  Scores evaluate(const Data& x, const Data& y, const EvaluateOptions& options = {});
  Scores evaluate(const Source& source, const EvaluateOptions& options = {});
  /// auto [loss, mae, acc] = model.evaluate<3>(x, y): all of them.
  template <size_t n>
  std::array<double, n> evaluate(const Data& x, const Data& y,
                                 const EvaluateOptions& options = {}) {
    return evaluate(x, y, options).numbers<n>();
  }
  /// The outputs for all samples, in batches. May run in several threads at once. Throws ValueError
  /// for a model of several outputs: predict<2>(x), or predict_outputs(x).
  Tensor predict(const Data& x, const PredictOptions& options = {}) const;
  Tensors predict_outputs(const Data& x, const PredictOptions& options = {}) const;
  Tensor predict(const Source& source, const PredictOptions& options = {}) const;
  Tensors predict_outputs(const Source& source, const PredictOptions& options = {}) const;
  template <size_t n>
  std::array<Tensor, n> predict(const Data& x, const PredictOptions& options = {}) const {
    return in_array<n>(predict_outputs(x, options));
  }
  template <size_t n>
  std::array<Tensor, n> predict(const Source& source, const PredictOptions& options = {}) const {
    return in_array<n>(predict_outputs(source, options));
  }

  /// One step of the optimizer. Gives the loss and metrics of this batch.
  Scores train_on_batch(const Data& x, const Data& y, const Data& sample_weight = {},
                        const ClassWeight& class_weight = {});
  Scores test_on_batch(const Data& x, const Data& y, const Data& sample_weight = {});
  Tensor predict_on_batch(const Data& x) const;
  void reset_metrics();

  /// What fit and train_on_batch do with a batch; override it for training of your own, with the
  /// calls below. Gives the logs. The layers see training = true around it.
  virtual Logs train_step(const Batch& batch);
  /// The same of evaluate and test_on_batch.
  virtual Logs test_step(const Batch& batch);
  /// Of predict: the outputs for one batch.
  virtual Tensors predict_step(const Tensors& x) const;
  /// The scalar that training makes small: the weighted losses of the outputs, what layers added,
  /// and the penalties of regularized weights.
  virtual Tensor compute_loss(const Batch& batch, const Tensors& y_pred);
  /// Adds the batch to the metrics, and what compute_loss gave to the mean loss; gives all logs so
  /// far.
  virtual Logs compute_metrics(const Batch& batch, const Tensors& y_pred);
  /// A step of the optimizer along the gradients of `loss`; constraints and updates of layers
  /// follow.
  void apply_gradients(const Tensor& loss);

  /// Keras's table of the layers, printed.
  void summary(const SummaryOptions& options = {}) const;
  /// The same as text, for lines of that length and colours if asked for.
  std::string summary_text(int line_length = 76, bool has_colours = false,
                           const SummaryOptions& options = {}) const;

  /// How the steps of training and testing have run so far: what was compiled, for which batches,
  /// and in how many of them the zeros of the input were skipped.
  std::string plan_text() const;

  /// The layers, how they hang together and what compile was told as Keras's JSON; see
  /// model_from_json. Prints a warning, and leaves the latter out, where that cannot be written.
  std::string to_json() const;
  Config get_config() const override;

  std::vector<Layer*> layers() const { return sublayers(); }
  /// Throws ValueError, which lists the layers, when there is none of that name or index.
  Layer& get_layer(std::string_view name) const;
  Layer& get_layer(int64_t index) const;
  /// The same as its own class: get_layer<layers::Dense>("dense").kernel().
  template <class L>
  L& get_layer(std::string_view name) const {
    auto* layer = dynamic_cast<L*>(&get_layer(name));
    if (!layer) throw_other_class(name, fields::type_name<L>());
    return *layer;
  }

  /// Writes layers, weights, what compile was told and the optimizer's state. The end of `path`
  /// says how: ".keras" (the only one that load_model in Keras 3 recommends), ".h5" and ".hdf5" as
  /// Keras 2 did. The file is there whole or not at all. Throws ValueError for another end, for a
  /// model that is not built, and for parts that no file can name; FileError when it cannot be
  /// written, and the old file stays.
  void save(const std::string& path, const SaveOptions& options) const;
  void save(const std::string& path) const override { save(path, SaveOptions()); }
  /// The weights alone: ".weights.h5", ".weights.json" (in parts, see max_shard_size) or
  /// ".safetensors". Throws as save. Parts take their places one after another: a kill in between
  /// leaves no ".weights.json", never one of other parts.
  void save_weights(const std::string& path, const SaveWeightsOptions& options) const;
  void save_weights(const std::string& path) const override {
    save_weights(path, SaveWeightsOptions());
  }
  /// Reads what save, save_weights or Keras wrote into the weights. Throws FileError, which names
  /// the file and the layer, for weights of other shapes, missing ones, and files that are no such;
  /// nothing is changed then.
  void load_weights(const std::string& path, const LoadWeightsOptions& options);
  void load_weights(const std::string& path) override { load_weights(path, LoadWeightsOptions()); }

  std::vector<Tensor> get_weights() const override { return Layer::get_weights(); }
  void set_weights(const std::vector<Tensor>& values) override { Layer::set_weights(values); }
  void back_up(const std::string& path) override;
  void go_on_from(const std::string& path) override;
  bool is_interrupted() const override;
  double learning_rate() const override;
  void set_learning_rate(double learning_rate) override;
  int direction_of(std::string_view log) const override;
  /// Throws ValueError unless compiled.
  optimizers::Optimizer& optimizer() const;
  /// The same, to keep: it is there when the model is compiled anew or gone.
  std::shared_ptr<optimizers::Optimizer> shared_optimizer() const;

  // The same with keywords in any order: fit(x, y, "epochs"_a = 5, "batch_size"_a = 128).
  template <keywords::IsKeyword... K>
  void compile(K&&... arguments) {
    compile(keywords::options<CompileOptions>(std::forward<K>(arguments)...));
  }
  template <keywords::IsKeyword First, keywords::IsKeyword... K>
  History fit(const Data& x, const Data& y, First&& first, K&&... more) {
    return fit(x, y,
               keywords::options<FitOptions>(std::forward<First>(first), std::forward<K>(more)...));
  }
  template <keywords::IsKeyword First, keywords::IsKeyword... K>
  History fit(const Source& source, First&& first, K&&... more) {
    return fit(source,
               keywords::options<FitOptions>(std::forward<First>(first), std::forward<K>(more)...));
  }
  template <keywords::IsKeyword First, keywords::IsKeyword... K>
  Scores evaluate(const Data& x, const Data& y, First&& first, K&&... more) {
    return evaluate(
        x, y,
        keywords::options<EvaluateOptions>(std::forward<First>(first), std::forward<K>(more)...));
  }
  template <keywords::IsKeyword First, keywords::IsKeyword... K>
  Tensor predict(const Data& x, First&& first, K&&... more) const {
    return predict(
        x, keywords::options<PredictOptions>(std::forward<First>(first), std::forward<K>(more)...));
  }

  std::string title() const override { return name(); }
  /// "Sequential" or "Functional", also of a copy as a Model.
  std::string_view class_name() const override;
  std::string_view module() const override;
  void build(const Shapes& x) override;
  Config get_build_config() const override;
  std::shared_ptr<Layer> share() const override;
  bool is_built() const override;
  DType expected_dtype(size_t i) const override;
  std::vector<Layer*> sublayers() const override;

 protected:
  explicit Model(const layers::LayerOptions& options);

  Tensor call(const Tensor& x, Call& call) const override;
  Tensors call(const Tensors& x, Call& call) const override;
  Masking masking() const override { return Masking::kept; }
  bool plan_into(layers::PlanBuilder& plan) const override;
  /// Takes other layers from now on; null: not known yet. `is_declared`: the shapes of the inputs
  /// were declared, and hold for every call.
  void set_graph(std::shared_ptr<const models::Graph> graph, bool is_declared);
  const models::Graph* model_graph() const;
  /// Whether the class has a train_step or another step of its own; then its steps
  /// run as they are written, one operation after the other.
  virtual bool has_own_steps() const;
  // What a Sequential is made of.
  struct Stack;
  void become_stack();
  Stack& stack() const;
  void grow(const Layer& layer);
  /// Called when layers come or go: the next step collects the weights anew.
  void forget_variables();

 private:
  struct State;

  [[noreturn]] void throw_other_class(std::string_view name, std::string_view wanted) const;
  models::Training& training(const char* call) const;
  /// Throws for what the Inputs do not declare, whatever the number of samples.
  void check_inputs(const Tensors& x) const;
  Tensors checked_inputs(const Tensors& x) const;
  void check_outputs(size_t received, size_t expected) const;
  template <size_t n>
  std::array<Tensor, n> in_array(const Tensors& all) const {
    check_outputs(all.size(), n);
    std::array<Tensor, n> result;
    for (size_t i = 0; i < n; ++i) result[i] = all[i];
    return result;
  }
  models::Batches batches(const char* call, const Data& x, const Data& y, const Data& weight,
                          int64_t batch_size) const;
  void prepare(const Tensors& x);
  Scores evaluate(models::EpochIterator& epochs, const EvaluateOptions& options);
  Tensors predict_outputs(models::EpochIterator& epochs, const PredictOptions& options) const;
  void collect_variables();
  /// Throws ValueError unless the optimizer was built for the weights that train now.
  void check_variables() const;
  void resolve(const Shapes& y, const Shapes& y_pred);
  /// The same before the first step has run, if that can be said.
  void resolve_ahead(const Batch& like, int64_t rows);
  /// `may_replay`: it is a step of many, in which the program does not change.
  Logs run_step(const models::Batches& data, int64_t i, bool is_training, bool may_replay = true);
  Logs run_step(const Batch& batch, bool is_training);
  void in_step(bool is_training, FunctionRef<void()> run);
  void step_on_tape(const Batch& batch, bool is_training, bool is_recorded = false);
  models::RecordedStep* recorded_step(const Batch& like, int64_t rows, bool is_training);
  void run_recorded(models::RecordedStep& step, bool is_training);
  void rehearse(models::RecordedStep& step, std::optional<uint64_t> number, bool is_training,
                FunctionRef<TensorList()> results);
  void update_metrics(const Batch& batch, const Tensors& y_pred, bool is_training,
                      FunctionRef<bool(const Metric&)> is_chosen);
  bool has_loose_metrics(bool is_training) const;
  void update_loose_metrics(const Batch& batch, const TensorList& results, bool is_training);
  void track_batch_loss(int64_t rows, bool is_training);
  // With a step that the backend has compiled, see compiled_training.cpp.
  models::StepEntry* compiled_step(const models::Batches& data, int64_t i);
  bool train_compiled(models::StepEntry& entry, const models::Batches& data, int64_t i);
  bool test_compiled(models::StepEntry& entry, const models::Batches& data, int64_t i);
  Tensor taped_loss(models::StepEntry& entry, const models::Batches& data, int64_t i,
                    bool is_training);
  double loss_of_compiled(models::StepEntry& entry, const models::Batches& data, int64_t i,
                          bool is_training, int64_t& right);
  void add_regularizer_gradients(models::StepEntry& entry);
  void track_compiled(double loss, const models::StepEntry& entry, const models::Batches& data,
                      int64_t i, bool is_training, int64_t right);
  friend class models::Feed;
  friend class models::FitRun;

  std::shared_ptr<State> model_;
};

/// Self, a model of yours with these arguments.
template <class Self, class Options = NoOptions>
class ModelOf : public layers::LayerOf<Self, Options, Model> {
 protected:
  using layers::LayerOf<Self, Options, Model>::LayerOf;
  bool has_own_steps() const override;
};

namespace models {
/// Whether `member` is one that Model has, not a class that derives from it.
template <class Self, class Result, class... Arguments>
constexpr bool is_inherited(Result (Self::*)(Arguments...)) {
  return std::is_same_v<Self, Model>;
}
template <class Self, class Result, class... Arguments>
constexpr bool is_inherited(Result (Self::*)(Arguments...) const) {
  return std::is_same_v<Self, Model>;
}
template <class Self>
concept HasKnownSteps = requires {
  requires is_inherited(&Self::train_step) && is_inherited(&Self::test_step);
  requires is_inherited(&Self::compute_metrics) && is_inherited(&Self::compute_loss);
  requires is_inherited(&Self::predict_step);
};
}  // namespace models

template <class Self, class Options>
bool ModelOf<Self, Options>::has_own_steps() const {
  return !models::HasKnownSteps<Self> || typeid(*this) != typeid(Self);
}

}  // namespace keratin
