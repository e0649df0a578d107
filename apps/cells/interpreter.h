// clang's Interpreter, with what it lacks: diagnostics as text, and static initializers that its
// caller runs, since an exception of theirs must not pass through LLVM.
#pragma once
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Interpreter/Interpreter.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace keratin::cells {

/// What the compiler says of a cell that it refuses.
struct CompileError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using VoidFunction = void (*)();

class Interpreter {
 public:
  /// The arguments are clang's.
  explicit Interpreter(std::vector<std::string> arguments);
  ~Interpreter();

  /// Reads declarations. Throws CompileError; after that only a copy of the process may go on.
  clang::PartialTranslationUnit& parse(const std::string& code);
  /// Makes code of them, and gives the initializers of their variables, to be called in this order.
  std::vector<VoidFunction> link(clang::PartialTranslationUnit& unit);
  /// The function of this name in C.
  VoidFunction function(const std::string& name);
  /// What the compiler has said since the last call: warnings, after parse.
  std::string take_diagnostics();

  clang::CompilerInstance& compiler() { return *interpreter_->getCompilerInstance(); }
  clang::ASTContext& context() { return interpreter_->getASTContext(); }

 private:
  VoidFunction address_of(const std::string& name);
  [[noreturn]] void fail(llvm::Error error);

  std::vector<std::string> arguments_;
  std::string diagnostics_;
  llvm::raw_string_ostream diagnostics_stream_{diagnostics_};
  std::string link_errors_;
  std::unique_ptr<clang::Interpreter> interpreter_;
  int linked_ = 0;
};

}  // namespace keratin::cells
