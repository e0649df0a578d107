// A whole step of training on the CPU. Small layers, the loss and their gradients go together by
// blocks of rows, which need no meeting of the threads in between; large products are cut into
// tiles. All gradients of weights come last, in one list of tasks with the loading of the next
// batch, and each finished tile is at once taken to the optimizer. Everything lies in one arena.
#pragma once
#include <memory>

#include "keratin/backend/cpu/batch_loader.h"
#include "keratin/backend/cpu/step_layer.h"
#include "keratin/backend/cpu/task_list.h"

namespace keratin::cpu {

/// Null for a plan that it does not know how to compile.
std::unique_ptr<CompiledStep> compile_step(const StepPlan& plan);

class CpuStep final : public CompiledStep {
 public:
  explicit CpuStep(const StepPlan& plan);

  void forward(const BatchRows& batch, bool is_training, uint64_t step) override;
  Tensor outputs() const override;
  BatchLoss loss() const override;
  void backward(const Tensor& dy, const StepRule* rule, float decay,
                const BatchRows* next) override;
  void borrow_parameters() override;
  void give_back_parameters() override;
  std::string describe() const override;

 private:
  /// A piece of the way forward and back, after which the threads meet.
  struct Stage {
    bool is_tiled = false;
    bool has_loss = false;
    std::vector<size_t> forward = {}, backward = {};  // layers, in the order in which they run
    int64_t block = 1;                                // samples that one task takes
  };
  /// Work on one layer's weights, as something that a list of tasks can point to.
  struct LayerWork {
    CpuStep* owner;
    size_t layer;
    void (CpuStep::*run)(StepLayer& layer, int64_t task);
    void operator()(int64_t task) const { (owner->*run)(*owner->layers_[layer], task); }
  };

  void make_layers(const StepPlan& plan);
  void make_stages();
  void lay_out();
  int64_t block_of(const Stage& stage) const;

  void load(const BatchRows& batch);
  void run(const Stage& stage);
  void run_tasks();
  void run_rows(const Stage& stage, int64_t begin, int64_t end);
  void run_first_product(StepLayer& layer);
  void loss_rows(int64_t begin, int64_t end);
  float loss_row(int64_t i);
  void put_gradient(const Tensor& dy);
  int64_t kernel_tasks(const StepLayer& layer) const;
  void kernel_task(StepLayer& layer, int64_t task);
  void bias_task(StepLayer& layer, int64_t task);

  /// The layer whose kernel may lie in panels: the first that trains, because no gradient goes
  /// through it, which would read across the panels. Null where it would not pay.
  StepLayer* borrowing_layer() const;
  bool skips_zeros(const StepLayer& layer) const;
  /// The layer whose d() the loss writes: the last, or the one before a softmax that is fused.
  StepLayer& loss_target();

  int64_t rows_;
  PlannedLoss planned_loss_;
  bool has_fused_softmax_ = false;
  std::vector<std::unique_ptr<StepLayer>> layers_;
  size_t first_trained_ = 0;  // no gradient goes further back
  std::vector<ParameterUpdate> updates_;
  std::unique_ptr<BatchLoader> loader_;
  std::vector<Stage> forward_, backward_;
  std::vector<LayerWork> kernel_works_, bias_works_;
  std::vector<size_t> packed_;  // layers whose kernels are packed before they are used
  TaskList tasks_;
  bool is_small_ = false;  // too little work for more than one thread

  Ref<Storage> arena_;
  float* row_losses_ = nullptr;
  int32_t* row_right_ = nullptr;
  float* logit_room_ = nullptr;

  // Of the step that runs.
  bool is_training_ = false;
  uint64_t step_ = 0;
  const StepRule* rule_ = nullptr;
  float decay_ = 1;
  // For describe().
  int64_t batches_ = 0, skipped_ = 0;
};

}  // namespace keratin::cpu
