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
  void run(const ArgsortCall& call) override;
  void run(const RandomCall& call) override;
  void run(const UpdateCall& call) override;
};

}  // namespace keratin
