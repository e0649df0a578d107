// What a name is: its declaration and the comment that its header gives it.
#include <clang/AST/Attr.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/RawCommentList.h>

#include "completion.h"

namespace keratin::cells {
namespace {

clang::PrintingPolicy terse(clang::ASTContext& context) {
  clang::PrintingPolicy policy(context.getLangOpts());
  policy.TerseOutput = true;
  policy.PolishForDeclaration = true;
  policy.SuppressScope = false;
  policy.FullyQualifiedName = false;
  policy.SuppressUnwrittenScope = true;
  return policy;
}

std::string printed_as_code(const clang::Decl& declaration, clang::ASTContext& context) {
  std::string text;
  llvm::raw_string_ostream out(text);
  declaration.print(out, terse(context));
  for (const char* tail :
       {"{}", " {", " ", " ="}) {  // of bodies, and of "= {}", which is left empty
    if (text.ends_with(tail)) text.erase(text.size() - std::string_view(tail).size());
  }
  return text;
}

std::string comment_of(const clang::Decl& declaration, clang::ASTContext& context) {
  const clang::RawComment* comment = context.getRawCommentForAnyRedecl(&declaration);
  if (!comment) return {};
  return comment->getFormattedText(context.getSourceManager(), context.getDiagnostics());
}

// The fields of `struct DenseOptions`, for Dense: its arguments in Keras's order.
std::string arguments_of(const clang::CXXRecordDecl& type, clang::ASTContext& context) {
  clang::IdentifierInfo& name = context.Idents.get(type.getName().str() + "Options");
  std::string text;
  for (clang::NamedDecl* found : type.getDeclContext()->lookup(clang::DeclarationName(&name))) {
    auto* options = llvm::dyn_cast<clang::CXXRecordDecl>(found);
    if (options) options = options->getDefinition();
    if (!options) continue;
    text += "\n\nstruct " + name.getName().str() + " {\n";
    for (const clang::FieldDecl* field : options->fields()) {
      text += "  " + printed_as_code(*field, context) + ";\n";
    }
    text += "};";
  }
  return text;
}

std::string with_comment(const clang::Decl& declaration, clang::ASTContext& context) {
  const std::string comment = comment_of(declaration, context);
  return printed_as_code(declaration, context) + (comment.empty() ? "" : "\n\n" + comment);
}

}  // namespace

std::string explain(Interpreter& interpreter, const clang::NamedDecl& declaration) {
  clang::ASTContext& context = interpreter.context();
  const clang::NamedDecl* named = declaration.getUnderlyingDecl();
  std::string text = with_comment(*named, context);
  const clang::CXXRecordDecl* type = llvm::dyn_cast<clang::CXXRecordDecl>(named);
  if (const auto* other_name = llvm::dyn_cast<clang::TypedefNameDecl>(named)) {
    type = other_name->getUnderlyingType()->getAsCXXRecordDecl();
    if (type) text += "\n\n" + with_comment(*type, context);
  } else if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(named)) {
    const clang::QualType value = variable->getType().getNonReferenceType();
    if (const clang::CXXRecordDecl* its_type = value->getAsCXXRecordDecl()) {
      text += "\n\n" + with_comment(*its_type, context);
    }
  }
  return type ? text + arguments_of(*type, context) : text;
}

}  // namespace keratin::cells
