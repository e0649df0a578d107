#include "interrupts.h"

#include <llvm/IR/IntrinsicInst.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Transforms/Instrumentation/SanitizerCoverage.h>

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <string_view>

namespace keratin::cells {
namespace {

std::atomic<bool> is_pending = false;
thread_local bool runs_cell = false;

extern "C" void on_interrupt(int) {
  if (!is_pending.exchange(true)) return;
  constexpr std::string_view warning =
      "\nThe cell has not heeded Ctrl-C yet; the next one ends it, and all variables with it.\n";
  std::signal(SIGINT, SIG_DFL);
  static_cast<void>(!write(STDERR_FILENO, warning.data(), warning.size()));
}

// No SA_RESTART: a cell that waits for something wakes up.
void handle_interrupt(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

// Whether an exception in the function would end the program: it promises none and stands guard, or
// is a destructor, which may run while another exception is on its way.
bool must_not_throw(const llvm::Function& function) {
  if (!function.doesNotThrow()) return false;
  const llvm::StringRef name = function.getName();
  const bool is_destructor =
      name.ends_with("D0Ev") || name.ends_with("D1Ev") || name.ends_with("D2Ev");
  return function.hasPersonalityFn() || is_destructor || name == "__clang_call_terminate";
}

// clang notes of plain loops that they throw nothing, which is no longer so; and their callers
// would take it for granted.
void let_throw(llvm::Function& function) {
  function.removeFnAttr(llvm::Attribute::NoUnwind);
  for (llvm::BasicBlock& block : function) {
    for (llvm::Instruction& instruction : block) {
      auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
      if (call && !llvm::isa<llvm::IntrinsicInst>(call)) {
        call->removeFnAttr(llvm::Attribute::NoUnwind);
      }
    }
  }
}

}  // namespace

InterruptScope::InterruptScope() {
  is_pending = false;
  runs_cell = true;
  handle_interrupt(on_interrupt);
}

InterruptScope::~InterruptScope() {
  handle_interrupt(SIG_IGN);
  runs_cell = false;
}

bool is_interrupted() { return is_pending.load(std::memory_order_relaxed); }

void check_interrupt() {
  if (runs_cell && is_pending.exchange(false)) throw KeyboardInterrupt();
}

void watch_interrupts(llvm::Module& module) {
  for (llvm::Function& function : module) {
    if (function.isDeclaration()) continue;
    if (must_not_throw(function)) {
      function.addFnAttr(llvm::Attribute::NoSanitizeCoverage);
    } else {
      let_throw(function);
    }
  }
  llvm::PassBuilder builder;
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::SanitizerCoverageOptions options;
  options.CoverageType = llvm::SanitizerCoverageOptions::SCK_Edge;
  options.TracePC = true;
  options.NoPrune = true;
  llvm::ModulePassManager passes;
  passes.addPass(llvm::SanitizerCoveragePass(options));
  passes.run(module, modules);
}

}  // namespace keratin::cells

// What SanitizerCoverage calls at each edge of a cell's code.
extern "C" __attribute__((visibility("default"))) void __sanitizer_cov_trace_pc() {
  if (keratin::cells::is_interrupted()) keratin::cells::check_interrupt();
}
