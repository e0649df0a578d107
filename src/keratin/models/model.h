// What every model can: compile, fit, evaluate, predict, summary. How the layers hang together is
// the business of the classes derived from it.
#pragma once
#include <memory>

#include "keratin/callbacks/history.h"
#include "keratin/layers/layer.h"
#include "keratin/models/options.h"
#include "keratin/models/scores.h"

namespace keratin {

namespace models {
struct Training;  // what compile makes: optimizer, loss, metrics and their state
struct Batch;
struct StepEntry;
class Batches;
class FitRun;
}  // namespace models

class Model : public layers::Layer, public Trainable {
 public:
  ~Model() override;

  /// Chooses optimizer, loss and metrics; forgets those of an earlier compile.
  void compile(CompileOptions options);
  /// The same in Keras's order of arguments: compile("rmsprop", "mse", {"mae"}).
  void compile(AnyOptimizer optimizer, AnyLoss loss, std::vector<AnyMetric> metrics = {});
  bool is_compiled() const { return training_ != nullptr; }

  /// Trains on x [samples, ...] and y [samples, ...]: `epochs` passes in batches. The mean losses
  /// and metrics of the epochs come back. Throws ValueError unless compiled, for data with
  /// different numbers of samples and for arguments outside their range.
  History fit(const Tensor& x, const Tensor& y, const FitOptions& options = {});
  /// Mean loss and metrics over all samples, in the order of compile.
  Scores evaluate(const Tensor& x, const Tensor& y, const EvaluateOptions& options = {});
  /// The outputs for all samples, in batches. May run in several threads at once.
  Tensor predict(const Tensor& x, const PredictOptions& options = {}) const;

  /// One step of the optimizer. Gives the running means since reset_metrics.
  Scores train_on_batch(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {},
                        const ClassWeight& class_weight = {});
  Scores test_on_batch(const Tensor& x, const Tensor& y, const Tensor& sample_weight = {});
  Tensor predict_on_batch(const Tensor& x) const;
  void reset_metrics();

  /// Keras's table of the layers, printed.
  void summary(const SummaryOptions& options = {}) const;
  /// The same as text, for lines of that length and colours if asked for.
  std::string summary_text(int line_length = 76, bool has_colours = false) const;

  /// How the steps of training and testing have run so far: what was compiled, for which batches,
  /// and in how many of them the zeros of the input were skipped.
  std::string plan_text() const;

  std::vector<Layer*> layers() const { return sublayers(); }
  /// Throws ValueError, which lists the layers, when there is none of that name or index.
  Layer& get_layer(std::string_view name) const;
  Layer& get_layer(int64_t index) const;

  std::vector<Tensor> get_weights() const override { return Layer::get_weights(); }
  void set_weights(const std::vector<Tensor>& values) override { Layer::set_weights(values); }
  double learning_rate() const override;
  void set_learning_rate(double learning_rate) override;
  int direction_of(std::string_view log) const override;
  /// Throws ValueError unless compiled.
  optimizers::Optimizer& optimizer() const;

  std::string title() const override { return name(); }

 protected:
  explicit Model(const layers::LayerOptions& options, std::string_view class_name);
  Model(Model&&) noexcept;

  /// Called when layers come or go: the next step collects the weights anew.
  void forget_variables();
  /// The shape of a batch of the input, or an empty one while it is not known.
  virtual Shape known_input_shape() const { return {}; }

 private:
  models::Training& training(const char* call) const;
  void prepare(const Tensor& x);
  void collect_variables();
  void resolve(const Shape& y, const Shape& y_pred);
  void check_is_number(const Tensor& loss) const;
  Tensor total_loss(const Tensor& y, const Tensor& y_pred, const Tensor& weight);
  void track(double loss, const models::Batch& batch, const Tensor& y_pred);
  void train_step(const models::Batches& data, int64_t i);
  void test_step(const models::Batches& data, int64_t i);
  // With a step that the backend has compiled, see compiled_training.cpp.
  models::StepEntry* compiled_step(const models::Batches& data, int64_t i);
  void train_compiled(models::StepEntry& entry, const models::Batches& data, int64_t i);
  void test_compiled(models::StepEntry& entry, const models::Batches& data, int64_t i);
  Tensor taped_loss(const models::StepEntry& entry, const models::Batches& data, int64_t i,
                    bool is_training);
  double loss_of_compiled(models::StepEntry& entry, const models::Batches& data, int64_t i,
                          bool is_training, int64_t& right);
  void add_regularizer_gradients(models::StepEntry& entry);
  void track_compiled(double loss, const models::StepEntry& entry, const models::Batches& data,
                      int64_t i, int64_t right);
  void scores_into(Logs& logs) const;
  friend class models::FitRun;

  std::unique_ptr<models::Training> training_;
};

}  // namespace keratin
