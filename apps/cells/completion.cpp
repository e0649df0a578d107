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
  explicit Collector(Found& found)
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
      found_.names.push_back({typed, results[i].Priority, results[i].Declaration});
    }
  }
  void ProcessOverloadCandidates(clang::Sema&, unsigned argument, OverloadCandidate* candidates,
                                 unsigned count, clang::SourceLocation, bool) override {
    for (unsigned i = 0; i < count; ++i) {
      const clang::QualType type = candidates[i].getParamType(argument);
      if (!type.isNull()) found_.parameters.push_back(type);
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

  Found& found_;
  clang::CodeCompletionTUInfo unit_;
};

// The struct that braces with names can make; null for other types.
const clang::CXXRecordDecl* aggregate_of(clang::QualType type) {
  const clang::CXXRecordDecl* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  if (record) record = record->getDefinition();
  return record && record->isAggregate() ? record : nullptr;
}

}  // namespace

Found candidates(Interpreter& interpreter, const std::string& head, const std::string& text,
                 const std::string& tail) {
  Found found;
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

std::vector<Candidate> fields_of(const std::vector<clang::QualType>& types) {
  std::vector<Candidate> fields;
  for (const clang::QualType type : types) {
    const clang::CXXRecordDecl* record = aggregate_of(type);
    if (!record) continue;
    for (const clang::FieldDecl* field : record->fields()) {
      if (field->getDeclName().isIdentifier() && !field->getName().empty()) {
        fields.push_back({field->getName().str(), field->getFieldIndex(), field});
      }
    }
  }
  return fields;
}

std::vector<clang::QualType> types_of_field(const std::vector<clang::QualType>& types,
                                            const std::string& name) {
  std::vector<clang::QualType> found;
  for (const Candidate& field : fields_of(types)) {
    if (field.name != name) continue;
    found.push_back(llvm::cast<clang::FieldDecl>(field.declaration)->getType());
  }
  return found;
}

std::string full_name(Interpreter& interpreter, clang::QualType type) {
  clang::PrintingPolicy policy(interpreter.context().getLangOpts());
  policy.SuppressTagKeyword = true;
  return type.getNonReferenceType().getCanonicalType().getUnqualifiedType().getAsString(policy);
}

}  // namespace keratin::cells
