// Keras 3's table of a model's layers.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "keratin/base/output_internal.h"
#include "keratin/base/text.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/models/table_internal.h"

namespace keratin {
namespace {

std::string with_commas(int64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<int64_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<size_t>(at), ",");
  }
  return digits;
}

std::string counted(const std::vector<Variable>& variables, int64_t more = 0) {
  int64_t count = more;
  double bytes = static_cast<double>(more) * 4;
  for (const Variable& variable : variables) {
    count += variable.shape().size();
    bytes += static_cast<double>(variable.value().nbytes());
  }
  return text(with_commas(count), " (", readable_size(bytes), ")");
}

/// Of the layer's last call with symbolic tensors, as Keras shows; "?" for one that is not built.
std::string shape_cell(const std::vector<GraphNode*>& nodes) {
  if (nodes.empty()) return "?";
  std::string shapes;
  for (const GraphNode::Output& output : nodes.back()->outputs) {
    shapes += (shapes.empty() ? "" : ", ") + output.shape.to_string();
  }
  return nodes.back()->outputs.size() == 1 ? shapes : "[" + shapes + "]";
}

std::string params_cell(const layers::Layer& layer) {
  return layer.is_built() || layer.nodes().size() > 0 ? with_commas(layer.count_params())
                                                      : "0 (unbuilt)";
}

/// The calls of an operation that stand in the graph.
std::vector<const GraphNode*> calls_of(const models::Graph& graph, const Operation& operation) {
  std::vector<const GraphNode*> calls;
  for (const models::Graph::Step& step : graph.steps()) {
    if (step.node->operation->identity() == operation.identity()) calls.push_back(step.node.get());
  }
  return calls;
}

/// "dense[0][0], dense_1[0][0]"; "-" for an input.
std::string connections_cell(const models::Graph& graph, const Operation& operation) {
  std::string out;
  for (const GraphNode* call : calls_of(graph, operation)) {
    for (const Tensor& input : call->inputs) {
      if (!is_symbolic(input)) continue;
      const GraphNode* from = node_of_symbolic(input).get();
      const auto calls = calls_of(graph, *from->operation);
      const auto at = std::find(calls.begin(), calls.end(), from);
      const auto index = at == calls.end() ? 0 : at - calls.begin();
      out += text(out.empty() ? "" : ", ", from->operation->name(), "[", index, "][",
                  output_index_of_symbolic(input), "]");
    }
  }
  return out.empty() ? "-" : out;
}

/// Whether the model is one layer behind the other, each used once.
bool is_sequential_like(const models::Graph& graph) {
  return graph.is_chain() && graph.steps().size() + 1 == graph.operations().size();
}

class SummaryTable {
 public:
  SummaryTable(const models::Graph* connected, const SummaryOptions& options, int line_length,
               bool has_colours)
      : connected_(connected),
        options_(options),
        table_(columns(connected != nullptr, options.show_trainable), line_length, has_colours) {}

  void add(const Operation& operation, const std::string& prefix = "", bool is_inner = false) {
    const auto* layer = dynamic_cast<const layers::Layer*>(&operation);
    std::vector<std::string> cells = {
        text(prefix, operation.name(), " (", operation.named_after(), ")")};
    if (layer) {
      cells.push_back(shape_cell(layer->nodes()));
      cells.push_back(params_cell(*layer));
    } else {
      const auto calls =
          connected_ ? calls_of(*connected_, operation) : std::vector<const GraphNode*>();
      cells.push_back(calls.empty() ? "?" : calls[0]->outputs[0].shape.to_string());
      cells.push_back("0");
    }
    if (connected_) cells.push_back(is_inner ? "-" : connections_cell(*connected_, operation));
    if (options_.show_trainable) {
      cells.push_back(!layer || layer->weight_list().empty() ? "-"
                      : layer->trainable()                   ? "Y"
                                                             : "N");
    }
    table_.add_row(std::move(cells));
    if (!options_.expand_nested || !layer) return;
    const auto* model = dynamic_cast<const Model*>(layer);
    if (!model) return;
    const std::string blanks(prefix.empty() ? 0 : prefix.find("└"), ' ');
    for (const layers::Layer* inner : model->layers()) add(*inner, blanks + "   └ ", true);
  }

  std::string to_string() const { return table_.to_string(); }

 private:
  static std::vector<models::Table::Column> columns(bool is_connected, bool shows_trainable) {
    using models::Align;
    std::vector<models::Table::Column> all = {{"Layer (type)", is_connected ? 0.3 : 0.45},
                                              {"Output Shape", is_connected ? 0.56 : 0.8},
                                              {"Param #", is_connected ? 0.74 : 1.0, Align::right}};
    if (is_connected) all.push_back({"Connected to", 1.0});
    if (!shows_trainable) return all;
    for (models::Table::Column& column : all) column.end *= 0.9;
    all.push_back({"Trainable", 1.0, Align::center});
    return all;
  }

  const models::Graph* connected_;
  const SummaryOptions& options_;
  models::Table table_;
};

/// A model of several ways, which the table shows with their connections; null for a stack.
const models::Graph* connected_graph(const models::Graph* graph, bool is_stack) {
  return graph && !is_stack && !is_sequential_like(*graph) ? graph : nullptr;
}

}  // namespace

std::string Model::summary_text(int line_length, bool has_colours,
                                const SummaryOptions& options) const {
  const char* bold = has_colours ? "\x1b[1m" : "";
  const bool is_stack = model_->stack != nullptr;
  std::string out = text(bold, "Model: \"", name(), "\"", has_colours ? "\x1b[0m" : "", "\n");
  SummaryTable table(connected_graph(model_graph(), is_stack), options, line_length, has_colours);
  if (model_graph() && !is_stack) {
    for (const auto& operation : model_graph()->operations()) table.add(*operation);
  } else {
    for (const Layer* layer : sublayers()) table.add(*layer);
  }
  out += table.to_string();
  int64_t of_optimizer = 0;
  if (model_->training && model_->training->optimizer->is_built()) {
    of_optimizer = 2;  // the learning rate and the count of the steps, as Keras counts them
    for (const Variable& slot : model_->training->optimizer->variables()) {
      of_optimizer += slot.shape().size();
    }
  }
  out += text(" Total params: ", counted(weights(), of_optimizer), "\n");
  out += text(" Trainable params: ", counted(trainable_weights()), "\n");
  out += text(" Non-trainable params: ", counted(non_trainable_weights()), "\n");
  if (of_optimizer > 0) out += text(" Optimizer params: ", counted({}, of_optimizer), "\n");
  return out;
}

std::string Model::plan_text() const {
  const models::Training* state = model_->training.get();
  if (state && state->runs_eagerly) return " Steps: layer by layer on the tape (run_eagerly)\n";
  if (has_own_steps()) return " Steps: as the class has written them, on the tape\n";
  std::string out;
  if (state) {
    for (const auto& entry : state->steps.entries()) {
      if (!entry->step) continue;
      out += text(" Steps of ", entry->rows, " samples: compiled\n", entry->step->describe());
      out += text("   update: ", state->optimizer->class_name(),
                  entry->gradients.empty() ? " on each finished tile of a gradient\n"
                                           : " after all gradients\n");
    }
    for (const auto& step : state->recorded.steps()) {
      out += text(" Steps of ", step->rows(), " samples, ",
                  step->is_for_training() ? "training: " : "testing: ", step->describe(), "\n");
    }
  }
  return out.empty() ? " Steps: none has run yet\n" : out;
}

void Model::summary(const SummaryOptions& options) const {
  winsize size = {};
  const bool is_terminal = output_kind() == OutputKind::terminal;
  const bool has_size =
      is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  const int columns = has_size ? size.ws_col : 80;
  const bool is_wide = connected_graph(model_graph(), model_->stack != nullptr) != nullptr;
  const int widest = (is_wide ? 108 : 88) + (options.show_trainable ? 12 : 0);
  const int length = options.line_length > 0 ? options.line_length : std::min(widest, columns - 4);
  std::string table = summary_text(length, is_terminal, options);
  if (options.show_plan) table += plan_text();
  write_output(table);
  flush_output();
}

}  // namespace keratin
