#include "keratin/backend/meta_internal.h"

namespace keratin {
namespace {

class NoMemory final : public Allocator {
 public:
  void* allocate(size_t) override { return nullptr; }
  void release(void*, size_t) noexcept override {}
};

class MetaBackend final : public Backend {
 public:
  const char* name() const override { return "meta"; }
  Device device() const override { return kMeta; }

  void copy(const ConstView&, const View&) override {}
  void fill(Scalar, const View&) override {}
  void unary(Unary, UnaryArgs, const ConstView&, const View&) override {}
  void unary_gradient(Unary, UnaryArgs, const ConstView&, const ConstView&, const ConstView&,
                      const View&) override {}
  void binary(Binary, const ConstView&, const ConstView&, const View&) override {}
  void select(const ConstView&, const ConstView&, const ConstView&, const View&) override {}
  void reduce(Reduction, const ConstView&, const View&) override {}
  void arg_reduce(ArgReduction, const ConstView&, int, const View&) override {}
  void matmul(const ConstView&, const ConstView&, const View&) override {}
  void take(const ConstView&, const ConstView&, int, const View&) override {}
  void scatter_add(const ConstView&, const ConstView&, int, const View&) override {}
  void argsort(const ConstView&, int, const View&) override {}
  void random(Distribution, double, double, const RandomKey&, const View&) override {}
  void dense(const ConstView&, const ConstView&, const ConstView*, const FusedActivation&,
             const View&) override {}
  void softmax(const ConstView&, int, const View&) override {}
  void log_softmax(const ConstView&, int, const View&) override {}
  void softmax_gradient(const ConstView&, const ConstView&, int, const View&) override {}
  void categorical_crossentropy(const ConstView&, const ConstView&, float, const View&) override {}
  void categorical_crossentropy_gradient(const ConstView&, const ConstView&, float,
                                         const ConstView&, const View&) override {}
  void sgd_step(const SGDStep&, const View&, const ConstView&, const View*) override {}
  void rmsprop_step(const RMSpropStep&, const View&, const ConstView&, const View&, const View*,
                    const View*) override {}
  void adam_step(const AdamStep&, const View&, const ConstView&, const View&, const View&,
                 const View*) override {}
};

}  // namespace

Allocator& meta_allocator() {
  static NoMemory memory;
  return memory;
}

Backend& meta_backend() {
  static MetaBackend backend;
  return backend;
}

}  // namespace keratin
