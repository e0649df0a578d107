#include "keratin/backend/cpu/cpu_step.h"

#include <algorithm>

#include "keratin/backend/cpu/cpu_backend.h"
#include "keratin/backend/cpu/row_functions.h"
#include "keratin/base/text.h"

namespace keratin::cpu {
namespace {

using Kind = PlannedLayer::Kind;

constexpr float kEpsilon = 1e-7F;           // of the crossentropies
constexpr int64_t kBlockWork = 1 << 18;     // multiply and add operations that are worth a task
constexpr int64_t kWorthThreads = 1 << 18;  // below it the threads' meeting takes longer
constexpr int64_t kRowsTogether = 8;        // rows of the micro-kernel
constexpr int64_t kMostBorrowed = 1 << 22;  // elements; larger kernels do not stay in a cache

}  // namespace

CpuStep::CpuStep(const StepPlan& plan) : rows_(plan.rows), planned_loss_(plan.loss) {
  make_layers(plan);
  for (const PlannedParameter& parameter : plan.parameters) updates_.emplace_back(parameter);
  make_stages();
  lay_out();
  for (size_t i = 0; i < layers_.size(); ++i) {
    if (layers_[i]->plan().kernel_parameter >= 0) {
      kernel_works_.push_back({this, i, &CpuStep::kernel_task});
    }
    if (layers_[i]->plan().bias_parameter >= 0) {
      bias_works_.push_back({this, i, &CpuStep::bias_task});
    }
    if (layers_[i]->kind() == Kind::dense && !layers_[i]->is_tiled()) packed_.push_back(i);
  }
  tasks_.reserve(kernel_works_.size() + bias_works_.size() + 2);
  int64_t work = 0;
  for (const auto& layer : layers_) work += layer->work() * rows_;
  is_small_ = work < kWorthThreads;
}

void CpuStep::make_layers(const StepPlan& plan) {
  LoaderOptions loading{.rows = rows_,
                        .features = plan.input.size(),
                        .dtype = plan.dtype,
                        .loss = plan.loss.kind,
                        .classes = plan.layers.back().out};
  bool is_first = true;
  for (const PlannedLayer& layer : plan.layers) {
    if (layer.kind == Kind::reshape) continue;
    if (layer.kind == Kind::scale && is_first) {
      loading.scale = static_cast<float>(layer.scale);
      loading.offset = static_cast<float>(layer.offset);
      is_first = false;
      continue;
    }
    is_first = false;
    StepLayer* before = layers_.empty() ? nullptr : layers_.back().get();
    layers_.push_back(std::make_unique<StepLayer>(layer, rows_, before));
  }
  while (first_trained_ < layers_.size() && layers_[first_trained_]->plan().kernel_parameter < 0 &&
         layers_[first_trained_]->plan().bias_parameter < 0) {
    ++first_trained_;
  }
  const size_t count = layers_.size();
  has_fused_softmax_ = planned_loss_.kind != PlannedLoss::Kind::none && count > 1 &&
                       layers_.back()->kind() == Kind::softmax && !planned_loss_.from_logits;
  // Skipping pays for inputs of some width that go into a large product.
  const StepLayer& first = *layers_.front();
  loading.rounds = first.plan().rounds;
  loading.makes_lists = first.kind() == Kind::dense && first.is_tiled() &&
                        first.features() == loading.features && first.units() >= 32;
  loader_ = std::make_unique<BatchLoader>(loading);
}

void CpuStep::make_stages() {
  Stage stage;
  const auto close = [&](std::vector<Stage>& stages) {
    if (!stage.forward.empty() || !stage.backward.empty() || stage.has_loss) {
      stage.block = block_of(stage);
      stages.push_back(std::move(stage));
    }
    stage = {};
  };
  for (size_t i = 0; i < layers_.size(); ++i) {
    if (layers_[i]->is_tiled()) {
      close(forward_);
      forward_.push_back({.is_tiled = true, .forward = {i}});
    } else {
      stage.forward.push_back(i);
    }
  }
  size_t layer = layers_.size() - 1;  // the next to go back through
  if (planned_loss_.kind != PlannedLoss::Kind::none) {
    stage.has_loss = true;
    if (has_fused_softmax_) --layer;
    for (; layer > first_trained_ && !layers_[layer]->is_tiled(); --layer) {
      stage.backward.push_back(layer);
    }
  }
  close(forward_);
  for (; layer > first_trained_ && layer < layers_.size(); --layer) {
    if (layers_[layer]->is_tiled()) {
      close(backward_);
      backward_.push_back({.is_tiled = true, .backward = {layer}});
    } else {
      stage.backward.push_back(layer);
    }
  }
  close(backward_);
}

int64_t CpuStep::block_of(const Stage& stage) const {
  int64_t work = 1;
  for (const size_t i : stage.forward) work += layers_[i]->work();
  for (const size_t i : stage.backward) work += layers_[i]->work();
  const int64_t block = (kBlockWork + work - 1) / work;
  return (block + kRowsTogether - 1) / kRowsTogether * kRowsTogether;
}

void CpuStep::lay_out() {
  const auto place = [&](Cutter cutter) {
    loader_->lay_out(cutter);
    for (const auto& layer : layers_) layer->lay_out(cutter);
    if (const StepLayer* layer = borrowing_layer()) {
      updates_[static_cast<size_t>(layer->plan().kernel_parameter)].lay_out(cutter,
                                                                            layer->panels());
    }
    row_losses_ = cutter.take<float>(rows_);
    row_right_ = cutter.take<int32_t>(rows_);
    logit_room_ = cutter.take<float>(rows_ * layers_.back()->plan().out);
    return cutter.used();
  };
  arena_ = Ref<Storage>(new Storage(place(Cutter(nullptr)), {}));
  place(Cutter(arena_->data()));
}

StepLayer& CpuStep::loss_target() {
  return *layers_[layers_.size() - (has_fused_softmax_ ? 2 : 1)];
}

StepLayer* CpuStep::borrowing_layer() const {
  if (first_trained_ == layers_.size()) return nullptr;
  StepLayer& layer = *layers_[first_trained_];
  if (!layer.is_tiled() || layer.plan().kernel_parameter < 0) return nullptr;
  const KernelLayout panels = layer.panels();
  const bool pays = panels.panel < panels.columns && panels.panel % SparseTiles::kColumns == 0 &&
                    panels.size() <= kMostBorrowed;
  return pays ? &layer : nullptr;
}

void CpuStep::borrow_parameters() {
  StepLayer* layer = borrowing_layer();
  if (!layer) return;
  ParameterUpdate& update = updates_[static_cast<size_t>(layer->plan().kernel_parameter)];
  if (update.is_borrowed()) return;
  update.borrow();
  layer->set_kernel(update.weight(), layer->panels());
}

void CpuStep::give_back_parameters() {
  StepLayer* layer = borrowing_layer();
  if (!layer) return;
  ParameterUpdate& update = updates_[static_cast<size_t>(layer->plan().kernel_parameter)];
  if (!update.is_borrowed()) return;
  update.give_back();
  layer->set_kernel(update.weight(), KernelLayout::row_major(layer->features(), layer->units()));
}

bool CpuStep::skips_zeros(const StepLayer& layer) const {
  return &layer == layers_.front().get() && loader_->is_sparse();
}

void CpuStep::load(const BatchRows& batch) {
  if (!loader_->has(batch)) {
    loader_->begin(batch);
    const auto read = [&](int64_t task) { loader_->run(task); };
    tasks_.add(loader_->tasks(), read);
    run_tasks();
  }
  loader_->finish();
  layers_.front()->set_input(loader_->x());
  ++batches_;
  skipped_ += loader_->is_sparse();
}

void CpuStep::forward(const BatchRows& batch, bool is_training, uint64_t step) {
  is_training_ = is_training;
  step_ = step;
  load(batch);
  // Small kernels are packed beside the first large product, if there is one.
  const auto count = static_cast<int64_t>(packed_.size());
  const auto pack = [&](int64_t i) {
    StepLayer& layer = *layers_[packed_[static_cast<size_t>(i % count)]];
    i < count ? layer.pack() : layer.pack_transposed();
  };
  tasks_.add(is_training_ ? 2 * count : count, pack);
  if (!forward_.front().is_tiled) run_tasks();
  for (const Stage& stage : forward_) run(stage);
}

void CpuStep::run_tasks() {
  tasks_.run(is_small_);
  tasks_.clear();
}

void CpuStep::run(const Stage& stage) {
  if (stage.is_tiled && !stage.forward.empty()) {
    StepLayer& layer = *layers_[stage.forward.front()];
    if (skips_zeros(layer)) return run_first_product(layer);
    const auto product = [&](int64_t task) { layer.forward_tile(task); };
    tasks_.add(layer.forward_tasks(), product);
    return run_tasks();
  }
  if (stage.is_tiled) {
    StepLayer& layer = *layers_[stage.backward.front()];
    return parallel_for(layer.backward_tasks(), [&](int64_t task) { layer.backward_tile(task); });
  }
  parallel_ranges(rows_, stage.block,
                  [&](int64_t begin, int64_t end) { run_rows(stage, begin, end); });
}

void CpuStep::run_rows(const Stage& stage, int64_t begin, int64_t end) {
  for (const size_t i : stage.forward) layers_[i]->forward(begin, end, is_training_, step_);
  if (stage.has_loss) loss_rows(begin, end);
  if (stage.has_loss && !is_training_) return;
  for (const size_t i : stage.backward) layers_[i]->backward(begin, end, is_training_);
}

void CpuStep::run_first_product(StepLayer& layer) {
  const KernelLayout& layout = layer.layout();
  const auto product = [&](int64_t task) {
    const int64_t column = task * SparseTiles::kColumns;
    // As if all of the kernel lay as these columns do.
    const float* data = layer.kernel() + layout.at(0, column) - column;
    SparseTiles::product(loader_->lists(), loader_->matrix(),
                         {data, layout.step(), layer.features(), layer.units()}, task, layer.y(),
                         layer.units(), layer.plan().rounds);
    layer.finish(0, rows_, column, std::min(SparseTiles::kColumns, layer.units() - column));
  };
  const auto list = [&](int64_t part) { loader_->lists().list_columns(part); };
  tasks_.add(SparseTiles::product_tasks(layer.units()), product);
  if (is_training_) tasks_.add(loader_->lists().column_parts(), list);
  run_tasks();
}

float CpuStep::loss_row(int64_t i) {
  const int64_t classes = layers_.back()->plan().out;
  const float* y = layers_.back()->y() + i * classes;
  const float* numbers = loader_->targets() ? loader_->targets() + i * classes : nullptr;
  const RowTarget target{numbers, loader_->labels() ? loader_->labels()[i] : 0};
  const float weight = loader_->weights() ? loader_->weights()[i] : 1;
  const float scale = weight / static_cast<float>(rows_);
  float* d = is_training_ ? loss_target().d() + i * classes : nullptr;
  const int64_t best = argmax_row(y, classes);
  row_right_[i] = best == (numbers ? argmax_row(numbers, classes) : target.label);
  if (has_fused_softmax_) {
    return weight * softmax_crossentropy_row(target, y, kEpsilon, scale, d, classes);
  }
  float* room = logit_room_ + i * classes;
  if (planned_loss_.from_logits) {
    return weight * logits_crossentropy_row(target, y, scale, d, room, classes);
  }
  if (!numbers) {
    for (int64_t j = 0; j < classes; ++j) room[j] = static_cast<float>(j == target.label);
    numbers = room;
  }
  if (d) crossentropy_gradient_row(numbers, y, kEpsilon, scale, d, classes);
  return weight * crossentropy_row(numbers, y, kEpsilon, classes);
}

void CpuStep::loss_rows(int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) row_losses_[i] = loss_row(i);
  if (is_training_) loss_target().apply_slope(begin, end);
}

BatchLoss CpuStep::loss() const {
  BatchLoss result;
  const int64_t classes = layers_.back()->plan().out;
  for (int64_t i = 0; i < rows_; ++i) {
    result.loss += static_cast<double>(row_losses_[i]);
    result.right += row_right_[i];
    const int32_t* label = loader_->labels() ? loader_->labels() + i : nullptr;
    if (!label || (*label >= 0 && *label < classes) || result.has_bad_label) continue;
    result.has_bad_label = true;
    result.bad_label = *label;
  }
  result.loss /= static_cast<double>(rows_);
  return result;
}

Tensor CpuStep::outputs() const {
  const int64_t at = layers_.back()->y() - static_cast<const float*>(arena_->data());
  const Shape shape{rows_, layers_.back()->plan().out};
  return {arena_, at, shape, row_major_strides(shape), float32};
}

void CpuStep::put_gradient(const Tensor& dy) {
  StepLayer& last = *layers_.back();
  const int64_t size = rows_ * last.plan().out;
  std::copy_n(dy.contiguous().data<float>(), size, last.d());
  last.apply_slope(0, rows_);
}

void CpuStep::backward(const Tensor& dy, const StepRule* rule, float decay, const BatchRows* next) {
  rule_ = rule;
  decay_ = decay;
  if (dy.defined()) put_gradient(dy);
  for (const Stage& stage : backward_) run(stage);
  for (const LayerWork& work : kernel_works_) {
    tasks_.add(kernel_tasks(*layers_[work.layer]), work);
  }
  for (const LayerWork& work : bias_works_) tasks_.add(layers_[work.layer]->bias_tasks(), work);
  const auto read_ahead = [&](int64_t task) { loader_->run(task); };
  if (next) {
    loader_->begin(*next);
    tasks_.add(loader_->tasks(), read_ahead);
  }
  run_tasks();
}

int64_t CpuStep::kernel_tasks(const StepLayer& layer) const {
  if (!skips_zeros(layer)) return layer.kernel_tasks();
  return SparseTiles::transposed_tasks(loader_->lists(), layer.units());
}

void CpuStep::bias_task(StepLayer& layer, int64_t task) {
  const auto parameter = static_cast<size_t>(layer.plan().bias_parameter);
  layer.bias_part(task, updates_[parameter], rule_, decay_);
}

void CpuStep::kernel_task(StepLayer& layer, int64_t task) {
  const ParameterUpdate& update = updates_[static_cast<size_t>(layer.plan().kernel_parameter)];
  if (!skips_zeros(layer)) return layer.kernel_tile(task, update, rule_, decay_);
  const KernelLayout& layout = layer.layout();
  const int64_t units = layer.units();
  const auto sink = [&](const float* tile, int64_t step, int64_t row, int64_t column, int64_t rows,
                        int64_t columns) {
    update(rule_, decay_, tile, layout.at(row, column), {rows, columns, layout.step(), step});
  };
  const auto notice = [&](int64_t row, int64_t column, int64_t rows, int64_t columns) {
    update.prefetch(layout.at(row, column), {rows, columns, layout.step(), columns});
  };
  if (layout.panel < units) {  // panel by panel, as the other products go
    const int64_t panels = SparseTiles::product_tasks(units);
    const int64_t stripes = SparseTiles::transposed_tasks(loader_->lists(), units) / panels;
    task = task % stripes * panels + task / stripes;
  }
  SparseTiles::transposed(loader_->lists(), loader_->matrix(), {layer.d(), units, rows_, units},
                          task, sink, notice);
}

std::string CpuStep::describe() const {
  std::string out =
      text("   memory: ", arena_->bytes() / 1024, " KB\n   load: ", loader_->describe(), "\n");
  for (const auto& layer : layers_) {
    out += text("   ", layer->plan().name, ": ", layer->describe());
    if (layer.get() == layers_.front().get() && loader_->makes_lists()) {
      out += text(", zeros skipped in ", skipped_, " of ", batches_, " batches");
    }
    if (has_fused_softmax_ && layer.get() == layers_.back().get()) out += ", in one with the loss";
    out += "\n";
  }
  return out;
}

std::unique_ptr<CompiledStep> compile_step(const StepPlan& plan) {
  if (plan.rows == 0 || plan.layers.empty()) return nullptr;
  const bool has_dense =
      std::any_of(plan.layers.begin(), plan.layers.end(),
                  [](const PlannedLayer& layer) { return layer.kind == Kind::dense; });
  if (!has_dense || plan.parameters.empty()) return nullptr;
  return std::make_unique<CpuStep>(plan);
}

}  // namespace keratin::cpu
