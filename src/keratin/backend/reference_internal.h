// The plain backend for CPU memory: one thread, one loop, no third party. It is the oracle that
// every other backend is tested against, and what the CPU backend falls back to.
#pragma once
#include "keratin/backend/backend.h"

namespace keratin {

class ReferenceBackend : public Backend {
 public:
  const char* name() const override { return "reference"; }

  using Backend::run;
  void run(const CopyCall& call) override;
  void run(const FillCall& call) override;
  void run(const UnaryCall& call) override;
  void run(const UnaryGradientCall& call) override;
  void run(const BinaryCall& call) override;
  void run(const SelectCall& call) override;
  void run(const ReduceCall& call) override;
  void run(const ArgReduceCall& call) override;
  void run(const MatmulCall& call) override;
  void run(const TakeCall& call) override;
  void run(const ScatterAddCall& call) override;
  void run(const ScatterCall& call) override;
  void run(const ArgsortCall& call) override;
  void run(const RandomCall& call) override;
  void run(const PermutationCall& call) override;
  void run(const RangeCheckCall& call) override;
  void run(const NonzeroCall& call) override;
  void run(const OneHotCall& call) override;
  void run(const UpdateCall& call) override;
  void run(const SpecialCall& call) override;
  void run(const SpecialOfTwoCall& call) override;
  void run(const SearchCall& call) override;
  void run(const BinaryNumberCall& call) override;
  void run(const ScaleCall& call) override;
  void run(const DropoutCall& call) override;
#define KERATIN_RUN(Call) void run(const Call& call) override;
  KERATIN_STACK_CALLS(KERATIN_RUN)
#undef KERATIN_RUN
  void upload(const void* from, const View& y) override;
  void download(const ConstView& x, void* to) override;

 protected:
  /// The call for rows that begin at row `first` of the whole: its shape is that of the whole.
  static void dropout_rows(const DropoutCall& call, int64_t first);
};

}  // namespace keratin
