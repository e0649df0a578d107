// The plain backend on all threads: calls whose results do not depend on each other along some axis
// are cut there. Each part is computed by the reference, so the bits are the reference's.
#pragma once
#include "keratin/backend/reference_internal.h"

namespace keratin {

class ParallelBackend : public ReferenceBackend {
 public:
  using ReferenceBackend::run;
  void run_by_rows(std::span<const AnyCall> calls) override;
  void run(const CopyCall& call) override;
  void run(const FillCall& call) override;
  void run(const UnaryCall& call) override;
  void run(const UnaryGradientCall& call) override;
  void run(const BinaryCall& call) override;
  void run(const SelectCall& call) override;
  void run(const ScaleCall& call) override;
  void run(const DropoutCall& call) override;
  void run(const ReduceCall& call) override;
  void run(const ArgReduceCall& call) override;
  void run(const ArgsortCall& call) override;
  void run(const TakeCall& call) override;
  void run(const ScatterAddCall& call) override;
  void run(const RandomCall& call) override;
  void run(const SpecialCall& call) override;
  void run(const SpecialOfTwoCall& call) override;
  void run(const SearchCall& call) override;
#define KERATIN_RUN(Call) void run(const Call& call) override;
  KERATIN_STACK_CALLS(KERATIN_RUN)
#undef KERATIN_RUN

 protected:
  /// Rows [begin, end) of elementwise calls.
  void run_rows(std::span<const AnyCall> calls, int64_t begin, int64_t end);
};

}  // namespace keratin
