#include "completion.h"

#include <clang/Basic/FileManager.h>
#include <clang/Lex/Preprocessor.h>
#include <clang/Sema/CodeCompleteConsumer.h>
#include <clang/Sema/Sema.h>
#include <clang/Sema/SemaCodeCompletion.h>

namespace keratin::cells {
namespace {

constexpr const char* file_name = "/keratin-cell";

class Collector final : public clang::CodeCompleteConsumer {
 public:
  explicit Collector(std::vector<Candidate>& found)
      : CodeCompleteConsumer(options()),
        found_(found),
        unit_(std::make_shared<clang::GlobalCodeCompletionAllocator>()) {}

  void ProcessCodeCompleteResults(clang::Sema& sema, clang::CodeCompletionContext context,
                                  clang::CodeCompletionResult* results, unsigned count) override {
    for (unsigned i = 0; i < count; ++i) {
      const clang::CodeCompletionString* text =
          results[i].CreateCodeCompletionString(sema, context, getAllocator(), unit_, false);
      const char* typed = text ? text->getTypedText() : nullptr;
      if (!typed || results[i].Hidden) continue;
      found_.push_back({typed, results[i].Priority, results[i].Declaration});
    }
  }
  clang::CodeCompletionAllocator& getAllocator() override { return unit_.getAllocator(); }
  clang::CodeCompletionTUInfo& getCodeCompletionTUInfo() override { return unit_; }

 private:
  static clang::CodeCompleteOptions options() {
    clang::CodeCompleteOptions all;
    all.IncludeMacros = 0;
    all.IncludeCodePatterns = 0;
    all.IncludeGlobals = 1;
    return all;
  }

  std::vector<Candidate>& found_;
  clang::CodeCompletionTUInfo unit_;
};

}  // namespace

std::vector<Candidate> candidates(Interpreter& interpreter, const std::string& head,
                                  const std::string& text, const std::string& tail) {
  std::vector<Candidate> found;
  clang::CompilerInstance& compiler = interpreter.compiler();
  const clang::FileEntryRef file =
      compiler.getFileManager().getVirtualFileRef(file_name, static_cast<off_t>(text.size()), 0);
  compiler.getSourceManager().overrideFileContents(file,
                                                   llvm::MemoryBuffer::getMemBufferCopy(text));
  const size_t last_line = text.find_last_of('\n') + 1;
  const auto line = static_cast<unsigned>(std::count(text.begin(), text.end(), '\n')) + 1;
  compiler.getPreprocessor().SetCodeCompletionPoint(
      file, line, static_cast<unsigned>(text.size() - last_line) + 1);
  Collector collector(found);
  compiler.getSema().CodeCompletion().CodeCompleter = &collector;
  try {
    interpreter.parse(head + "\n#include \"" + file_name + "\"\n" + tail + "\n");
  } catch (const CompileError&) {  // of course: the text ends where the cursor is
  }
  return found;
}

}  // namespace keratin::cells
