#include "keratin/autodiff/tape.h"

#include <algorithm>
#include <atomic>

#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

template <class T>
using Recycled = std::vector<T, RecycledAllocator<T>>;

thread_local bool is_recording = true;

uint64_t next_id() {
  static std::atomic<uint64_t> counter{0};
  return counter.fetch_add(1, std::memory_order_relaxed);
}

Ref<Node> node_of(const Tensor& x) { return Ref<Node>(static_cast<Node*>(x.node().get())); }

// One contribution to the gradient of a node. Consumers have larger ids than what they consume, so
// when the largest id comes off the heap, all its contributions are there.
struct Contribution {
  Node* node;
  Tensor dy;
  const Node* part = nullptr;  // dy is the gradient of that part of the node's value
};
bool is_earlier(const Contribution& a, const Contribution& b) { return a.node->id < b.node->id; }

Tensor add(Tensor a, const Tensor& b) {
  const Device device = common_device("gradients", a, b);
  Tensor y = a.is_sole_owner() && a.is_contiguous() && a.device() == device
                 ? a
                 : Tensor(a.shape(), a.dtype(), device);
  backend_of(y).run(BinaryCall{.f = Binary::add, .a = a.view(), .b = b.view(), .y = y.view()});
  return y;
}

// The sum of the contributions to one node.
class Sum {
 public:
  void add(Contribution next) {
    if (next.part) {
      add_part(*next.node, *next.part, next.dy);
    } else {
      total_ = total_.defined() ? keratin::add(std::move(total_), next.dy) : std::move(next.dy);
    }
  }
  const Tensor& total() const { return total_; }

 private:
  void add_part(const Node& node, const Node& part, const Tensor& dy) {
    const bool is_first = !total_.defined();
    if (is_first) {
      total_ = zeros(node.shape, node.dtype, dy.device());
    } else if (!total_.is_sole_owner() || !total_.is_contiguous()) {
      Tensor own(total_.shape(), total_.dtype(), total_.device());
      backend_of(own).run(CopyCall{.x = total_.view(), .y = own.view()});
      total_ = std::move(own);
    }
    const Tensor sum = part.part_of(total_);
    const Tensor here = dy.to(total_.device());
    if (is_first) {
      backend_of(sum).run(CopyCall{.x = here.view(), .y = sum.view()});
    } else {
      backend_of(sum).run(
          BinaryCall{.f = Binary::add, .a = sum.view(), .b = here.view(), .y = sum.view()});
    }
  }

  Tensor total_;
};

class Walk {
 public:
  Walk(Recycled<Node*> targets, TensorList& results)
      : targets_(std::move(targets)), results_(results) {
    results_.assign(targets_.size(), Tensor());
  }

  void run(Node* start, Tensor dy) {
    push(start, std::move(dy));
    while (!heap_.empty()) {
      Node* const node = heap_.front().node;
      Sum sum;
      while (!heap_.empty() && heap_.front().node == node) sum.add(pop());
      visit(*node, sum.total());
    }
  }

 private:
  void visit(const Node& node, const Tensor& dy) {
    for (size_t i = 0; i < targets_.size(); ++i) {
      if (targets_[i] == &node) results_[i] = dy;
    }
    if (node.inputs.empty()) return;
    if (node.is_part) return push(node.inputs[0].get(), dy, &node);
    Recycled<bool> wanted;
    for (const Ref<Node>& input : node.inputs) wanted.push_back(static_cast<bool>(input));
    Gradients gradients = node.backward(dy, Wanted(wanted));
    if (gradients.list().size() != node.inputs.size()) {
      throw_internal_error(text("the gradient of ", node.operation, " has ",
                                gradients.list().size(), " parts for ", node.inputs.size(),
                                " inputs"));
    }
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      if (!wanted[i] || !gradients.list()[i].defined()) continue;
      check(node, *node.inputs[i], gradients.list()[i]);
      push(node.inputs[i].get(), std::move(gradients.list()[i]));
    }
  }

  static void check(const Node& node, const Node& input, const Tensor& dx) {
    if (dx.shape() == input.shape && dx.dtype() == input.dtype) return;
    throw_internal_error(text("the gradient of ", node.operation, " for an input ",
                              name_of(input.dtype), " ", input.shape, " is ", name_of(dx.dtype()),
                              " ", dx.shape()));
  }

  void push(Node* node, Tensor dy, const Node* part = nullptr) {
    heap_.push_back({node, std::move(dy), part});
    std::push_heap(heap_.begin(), heap_.end(), is_earlier);
  }
  Contribution pop() {
    std::pop_heap(heap_.begin(), heap_.end(), is_earlier);
    Contribution last = std::move(heap_.back());
    heap_.pop_back();
    return last;
  }

  Recycled<Node*> targets_;
  TensorList& results_;
  Recycled<Contribution> heap_;
};

void walk_back(const Tensor& loss, Recycled<Node*> targets, TensorList& results) {
  if (loss.size() != 1) {
    throw_shape_error(
        text("gradients needs a loss with one element, received shape ", loss.shape()), {},
        "take the mean or the sum of it first");
  }
  if (!loss.node()) {
    throw_value_error("gradients: nothing was recorded for this loss", {},
                      "it must be computed from a trainable Variable or a watch()ed tensor, "
                      "outside of NoGradient");
  }
  const NoGradient silence;
  const Ref<Node> start = node_of(loss);
  Tensor one(loss.shape(), loss.dtype(), loss.device());
  backend_of(one).run(FillCall{.value = 1, .y = one.view()});
  Walk(std::move(targets), results).run(start.get(), std::move(one));
}

/// Of what the loss does not depend on.
Tensor no_gradient(const Tensor& x) { return zeros(x.shape(), x.dtype(), x.device()); }

void fill_missing(const std::vector<Variable>& variables, TensorList& results) {
  for (size_t i = 0; i < results.size(); ++i) {
    if (!results[i].defined()) results[i] = no_gradient(variables[i].value());
  }
}

}  // namespace

Node::Node(const char* name, const Shape& value_shape, DType value_dtype)
    : operation(name), shape(value_shape), dtype(value_dtype), id(next_id()) {}

// A chain of a million operations must not unwind on the stack.
Node::~Node() {
  Recycled<Ref<Node>> doomed(std::move(inputs));
  while (!doomed.empty()) {
    const Ref<Node> last = std::move(doomed.back());
    doomed.pop_back();
    if (!last || !last->is_unique()) continue;
    for (Ref<Node>& input : last->inputs) doomed.push_back(std::move(input));
    last->inputs.clear();
  }
}

Gradients Node::backward(const Tensor&, Wanted) const {
  throw_internal_error(text("a leaf (", operation, ") has no inputs to give a gradient to"));
}

Tensor Node::part_of(const Tensor&) const {
  throw_internal_error(text(operation, " is no part of its input"));
}

namespace {
// The node of a symbolic tensor is none of the tape's.
bool has_record(const Tensor& x) {
  if (!x.node()) return false;
  if (x.device() == kMeta) {
    throw_value_error("this operation cannot stand in a symbolic graph",
                      {{"received", describe(x)}},
                      "put it into a layer: layers::Lambda([](const Tensor& x) { ... })");
  }
  return true;
}
}  // namespace

bool wants_record(std::initializer_list<const Tensor*> inputs) {
  if (!is_recording) return false;
  return std::any_of(inputs.begin(), inputs.end(), [](const Tensor* x) { return has_record(*x); });
}

bool wants_record(const std::vector<Tensor>& inputs) {
  if (!is_recording) return false;
  return std::any_of(inputs.begin(), inputs.end(), [](const Tensor& x) { return has_record(x); });
}

void attach(Tensor& y, Ref<Node> node, std::initializer_list<const Tensor*> inputs) {
  node->inputs.reserve(inputs.size());
  for (const Tensor* x : inputs) node->inputs.push_back(node_of(*x));
  y.set_node(Ref<RefCounted>(node.get()));
}

void attach(Tensor& y, Ref<Node> node, const std::vector<Tensor>& inputs) {
  node->inputs.reserve(inputs.size());
  for (const Tensor& x : inputs) node->inputs.push_back(node_of(x));
  y.set_node(Ref<RefCounted>(node.get()));
}

void gradients_into(const Tensor& loss, const std::vector<Variable>& variables, TensorList& out) {
  Recycled<Node*> targets;
  targets.reserve(variables.size());
  for (const Variable& variable : variables) {
    targets.push_back(static_cast<Node*>(variable.value().node().get()));
  }
  walk_back(loss, std::move(targets), out);
  fill_missing(variables, out);
}

void gradients_into(const Tensor& loss, const TensorList& tensors, TensorList& out) {
  Recycled<Node*> targets;
  targets.reserve(tensors.size());
  for (const Tensor& x : tensors) targets.push_back(static_cast<Node*>(x.node().get()));
  walk_back(loss, std::move(targets), out);
}

std::vector<Tensor> gradients(const Tensor& loss, const std::vector<Variable>& variables) {
  TensorList results;
  gradients_into(loss, variables, results);
  return {results.begin(), results.end()};
}

std::vector<Tensor> gradients(const Tensor& loss, std::initializer_list<Tensor> tensors) {
  Recycled<Node*> targets;
  for (const Tensor& x : tensors) targets.push_back(static_cast<Node*>(x.node().get()));
  TensorList results;
  walk_back(loss, std::move(targets), results);
  size_t i = 0;
  for (const Tensor& x : tensors) {
    if (!results[i].defined()) results[i] = no_gradient(x);
    ++i;
  }
  return {results.begin(), results.end()};
}

Tensor watch(const Tensor& x) {
  if (!is_floating(x.dtype())) {
    throw_dtype_error(
        text("watch: only floating tensors have gradients, received ", name_of(x.dtype())));
  }
  Tensor leaf = x.detach();
  leaf.set_node(Ref<RefCounted>(new Node("watch", x.shape(), x.dtype())));
  return leaf;
}

bool records_gradients() { return is_recording; }

NoGradient::NoGradient() : before_(is_recording) { is_recording = false; }
NoGradient::~NoGradient() { is_recording = before_; }

}  // namespace keratin
