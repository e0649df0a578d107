// Names in cells: what they are, and how a later declaration takes the place of an older one,
// whatever each of them is.
#pragma once
#include <clang/AST/ASTContext.h>
#include <clang/AST/Decl.h>

#include <set>
#include <string>
#include <vector>

namespace keratin::cells {

/// The namespace in which cells stand, so that their names go before those of the library's that
/// `using namespace` brings.
constexpr const char* notebook_name = "notebook";

class Names {
 public:
  /// The namespace must be there.
  explicit Names(clang::ASTContext& context);

  /// Whether a::b is a type, a template of types or a namespace.
  bool is_type(const std::vector<std::string>& path) const;
  /// The namespace of this name that a cell has made.
  clang::NamespaceDecl* find_namespace(const std::string& name) const;

  /// Takes what `fresh` declares anew out of the sight of cells to come. Gives the variables among
  /// what is hidden, as "::notebook::cell_1_2::x", which nothing else refers to.
  std::vector<std::string> hide_older(clang::NamespaceDecl& fresh);
  /// The namespace a::b, given as {"a", "b"}, that the last cell made, as
  /// "::notebook::cell_1_2::a::b"; "" for none.
  std::string path_of_namespace(const std::vector<std::string>& path) const;
  /// Takes what `failed` declares out of sight, so that what was there before is seen again.
  void hide_all(clang::NamespaceDecl& failed);
  /// Notes which variables functions, lambdas, references and pointers of the unit hold on to:
  /// these keep their values when they are hidden.
  void note_references(clang::DeclContext& unit);

 private:
  std::vector<clang::NamedDecl*> find(const std::vector<std::string>& path) const;
  void hide(clang::NamedDecl& declaration);
  bool can_be_freed(const clang::NamedDecl& declaration) const;

  clang::ASTContext& context_;
  clang::NamespaceDecl* notebook_ = nullptr;
  std::set<const clang::Decl*> referred_;
};

}  // namespace keratin::cells
