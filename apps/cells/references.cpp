#include "references.h"

#include <clang/AST/RecursiveASTVisitor.h>

namespace keratin::cells {
namespace {

// All variables that an expression or a body names.
class Uses : public clang::RecursiveASTVisitor<Uses> {
 public:
  explicit Uses(std::set<const clang::Decl*>& found) : found_(found) {}
  bool VisitDeclRefExpr(clang::DeclRefExpr* use) {
    found_.insert(use->getDecl()->getCanonicalDecl());
    return true;
  }

 private:
  std::set<const clang::Decl*>& found_;
};

// The parts of a cell's code that stay behind.
class Lasting : public clang::RecursiveASTVisitor<Lasting> {
 public:
  explicit Lasting(std::set<const clang::Decl*>& found) : found_(found) {}
  bool VisitLambdaExpr(clang::LambdaExpr* lambda) {
    Uses(found_).TraverseStmt(lambda->getBody());
    return true;
  }
  bool VisitUnaryOperator(clang::UnaryOperator* operation) {
    if (operation->getOpcode() == clang::UO_AddrOf) Uses(found_).TraverseStmt(operation);
    return true;
  }
  bool VisitVarDecl(clang::VarDecl* variable) {
    if (variable->getType()->isReferenceType() && variable->getInit()) {
      Uses(found_).TraverseStmt(variable->getInit());
    }
    return true;
  }

 private:
  std::set<const clang::Decl*>& found_;
};

// The function that a run of statements is made into ends with the cell.
bool is_statements(const clang::Decl& declaration) {
  const auto* function = llvm::dyn_cast<clang::FunctionDecl>(&declaration);
  return function && function->isExternC();
}

}  // namespace

void add_lasting_references(clang::Decl& declaration, std::set<const clang::Decl*>& found) {
  const bool lasts =
      llvm::isa<clang::FunctionDecl, clang::RecordDecl, clang::TemplateDecl>(declaration);
  if (lasts && !is_statements(declaration)) {
    Uses(found).TraverseDecl(&declaration);
  } else {
    Lasting(found).TraverseDecl(&declaration);
  }
}

}  // namespace keratin::cells
