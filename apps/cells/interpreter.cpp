#include "interpreter.h"

#include <clang/Frontend/TextDiagnosticPrinter.h>
#include <clang/Interpreter/PartialTranslationUnit.h>
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/ExecutionEngine/Orc/ThreadSafeModule.h>
#include <llvm/IR/Constants.h>
#include <llvm/Support/TargetSelect.h>

#include <algorithm>

#include "interrupts.h"

namespace keratin::cells {
namespace {

std::unique_ptr<clang::Interpreter> make_interpreter(const std::vector<std::string>& arguments,
                                                     llvm::raw_ostream& diagnostics) {
  std::vector<const char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
  clang::IncrementalCompilerBuilder builder;
  builder.SetCompilerArgs(pointers);
  auto compiler = llvm::cantFail(builder.CreateCpp());
  auto* printer = new clang::TextDiagnosticPrinter(diagnostics, &compiler->getDiagnosticOpts());
  compiler->getDiagnostics().setClient(printer, /*ShouldOwnClient=*/true);
  return llvm::cantFail(clang::Interpreter::create(std::move(compiler)));
}

// The functions in llvm.global_ctors by priority, under names that can be asked for; the list goes.
std::vector<std::string> take_initializers(llvm::Module& module, int serial) {
  llvm::GlobalVariable* list = module.getGlobalVariable("llvm.global_ctors");
  if (!list || !list->hasInitializer()) return {};
  std::vector<std::pair<uint64_t, llvm::Function*>> found;
  for (llvm::Value* entry : list->getInitializer()->operands()) {
    auto* record = llvm::cast<llvm::ConstantStruct>(entry);
    auto* priority = llvm::cast<llvm::ConstantInt>(record->getOperand(0));
    if (auto* function = llvm::dyn_cast<llvm::Function>(record->getOperand(1)->stripPointerCasts()))
      found.emplace_back(priority->getZExtValue(), function);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (const auto& [priority, function] : found) {
    if (function->hasLocalLinkage()) {
      function->setName("keratin_initializer_" + std::to_string(serial) + "_" +
                        std::to_string(names.size()));
      function->setLinkage(llvm::GlobalValue::ExternalLinkage);
    }
    names.push_back(function->getName().str());
  }
  list->eraseFromParent();
  return names;
}

// Cells are read by way of files that no user knows, and each message would begin with their list.
std::string without_include_stack(const std::string& text) {
  std::string result;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string line = text.substr(begin, end - begin);
    if (!line.starts_with("In file included from ")) result += line;
    begin = end;
  }
  return result;
}

}  // namespace

Interpreter::Interpreter(std::vector<std::string> arguments) : arguments_(std::move(arguments)) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  interpreter_ = make_interpreter(arguments_, diagnostics_stream_);
  llvm::orc::LLJIT& jit = llvm::cantFail(interpreter_->getExecutionEngine());
  jit.getExecutionSession().setErrorReporter(
      [this](llvm::Error error) { link_errors_ += llvm::toString(std::move(error)) + "\n"; });
  jit.getIRTransformLayer().setTransform(
      [](llvm::orc::ThreadSafeModule module, const llvm::orc::MaterializationResponsibility&)
          -> llvm::Expected<llvm::orc::ThreadSafeModule> {
        module.withModuleDo([](llvm::Module& unlocked) { watch_interrupts(unlocked); });
        return module;
      });
}

// The process ends without taking the interpreter down: variables of cells may be in use by
// threads.
Interpreter::~Interpreter() { static_cast<void>(interpreter_.release()); }

clang::PartialTranslationUnit& Interpreter::parse(const std::string& code) {
  auto unit = interpreter_->Parse(code);
  if (!unit) fail(unit.takeError());
  return *unit;
}

std::vector<VoidFunction> Interpreter::link(clang::PartialTranslationUnit& unit) {
  const std::vector<std::string> names = take_initializers(*unit.TheModule, ++linked_);
  if (auto error = interpreter_->Execute(unit)) fail(std::move(error));
  std::vector<VoidFunction> functions;
  for (const std::string& name : names) functions.push_back(address_of(name));
  return functions;
}

VoidFunction Interpreter::function(const std::string& name) { return address_of(name); }

VoidFunction Interpreter::address_of(const std::string& name) {
  auto address = interpreter_->getSymbolAddress(llvm::StringRef(name));
  if (!address) fail(address.takeError());
  return address->toPtr<VoidFunction>();
}

std::string Interpreter::take_diagnostics() {
  diagnostics_stream_.flush();
  return without_include_stack(std::exchange(diagnostics_, {}));
}

void Interpreter::fail(llvm::Error error) {
  const std::string what = llvm::toString(std::move(error));
  std::string text = take_diagnostics() + std::exchange(link_errors_, {});
  throw CompileError(text.empty() ? what : text);
}

}  // namespace keratin::cells
