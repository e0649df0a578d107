#include "names.h"

#include <clang/AST/DeclContextInternals.h>
#include <clang/AST/DeclTemplate.h>

#include "references.h"

namespace keratin::cells {
namespace {

bool makes_type(const clang::NamedDecl* declaration) {
  return llvm::isa<clang::TypeDecl, clang::ClassTemplateDecl, clang::TypeAliasTemplateDecl,
                   clang::NamespaceDecl, clang::NamespaceAliasDecl, clang::ConceptDecl>(
      declaration->getUnderlyingDecl());
}

// What stands inside of a namespace, a class or another name of either.
clang::DeclContext* inside_of(clang::NamedDecl* declaration) {
  declaration = declaration->getUnderlyingDecl();
  if (auto* alias = llvm::dyn_cast<clang::NamespaceAliasDecl>(declaration)) {
    return alias->getNamespace();
  }
  if (auto* named = llvm::dyn_cast<clang::TypedefNameDecl>(declaration)) {
    return named->getUnderlyingType()->getAsTagDecl();
  }
  return llvm::dyn_cast<clang::DeclContext>(declaration);
}

// All names that the namespace brings: also enumerators and the parts of "auto [a, b]".
std::vector<clang::NamedDecl*> names_in(clang::DeclContext& space) {
  std::vector<clang::NamedDecl*> names;
  for (clang::Decl* declaration : space.decls()) {
    if (auto* parts = llvm::dyn_cast<clang::DecompositionDecl>(declaration)) {
      names.insert(names.end(), parts->bindings().begin(), parts->bindings().end());
    } else if (auto* named = llvm::dyn_cast<clang::NamedDecl>(declaration)) {
      names.push_back(named);
    }
    auto* list = llvm::dyn_cast<clang::EnumDecl>(declaration);
    if (list && !list->isScoped()) {
      names.insert(names.end(), list->enumerator_begin(), list->enumerator_end());
    }
  }
  std::erase_if(names, [](clang::NamedDecl* name) {
    return !name->getDeclName().isIdentifier() || !name->getIdentifier();
  });
  return names;
}

// Whether both are functions of different parameters, which stand beside each other.
bool are_overloads(clang::NamedDecl* a, clang::NamedDecl* b, const clang::ASTContext& context) {
  clang::FunctionDecl* f = a->getUnderlyingDecl()->getAsFunction();
  clang::FunctionDecl* g = b->getUnderlyingDecl()->getAsFunction();
  if (!f || !g) return false;
  if (f->getNumParams() != g->getNumParams()) return true;
  if (!f->getDescribedFunctionTemplate() != !g->getDescribedFunctionTemplate()) return false;
  for (unsigned i = 0; i < f->getNumParams(); ++i) {
    if (!context.hasSameType(f->getParamDecl(i)->getType(), g->getParamDecl(i)->getType())) {
      return true;
    }
  }
  return false;
}

bool stands_in(const clang::NamedDecl* declaration, const clang::DeclContext& space) {
  return declaration->getDeclContext()->getRedeclContext()->Equals(&space);
}

// The namespace of that name in this one, or in older ones of its name, which it uses.
clang::NamespaceDecl* namespace_in(clang::NamespaceDecl& space, clang::DeclarationName name) {
  for (clang::NamedDecl* found : space.lookup(name)) {
    if (auto* inner = llvm::dyn_cast<clang::NamespaceDecl>(found)) return inner;
  }
  for (auto* directive : space.using_directives()) {
    clang::NamespaceDecl* older = directive->getNominatedNamespace();
    if (clang::NamespaceDecl* inner = namespace_in(*older, name)) return inner;
  }
  return nullptr;
}

}  // namespace

Names::Names(clang::ASTContext& context) : context_(context) {
  const clang::DeclarationName name(&context.Idents.get(notebook_name));
  for (clang::NamedDecl* found : context.getTranslationUnitDecl()->lookup(name)) {
    if (auto* space = llvm::dyn_cast<clang::NamespaceDecl>(found)) notebook_ = space;
  }
}

// The names of a cell first, then those around it, and what "using namespace" brings to both.
std::vector<clang::NamedDecl*> Names::find(const std::vector<std::string>& path) const {
  std::vector<clang::NamedDecl*> found;
  const auto look_in = [&](clang::DeclContext* space, const std::string& name) {
    const clang::DeclarationName wanted(&context_.Idents.get(name));
    for (clang::NamedDecl* declaration : space->lookup(wanted)) {
      // Beside "using a::b" itself stands what it brings.
      if (!llvm::isa<clang::UsingDecl>(declaration)) found.push_back(declaration);
    }
  };
  for (clang::DeclContext* space :
       {static_cast<clang::DeclContext*>(notebook_),
        static_cast<clang::DeclContext*>(context_.getTranslationUnitDecl())}) {
    if (!found.empty()) break;
    look_in(space, path.front());
    for (auto* directive : space->using_directives()) {
      look_in(directive->getNominatedNamespace(), path.front());
    }
  }
  for (size_t i = 1; i < path.size(); ++i) {
    for (clang::NamedDecl* outer : std::exchange(found, {})) {
      if (clang::DeclContext* inside = inside_of(outer)) look_in(inside, path[i]);
    }
  }
  return found;
}

bool Names::is_type(const std::vector<std::string>& path) const {
  const std::vector<clang::NamedDecl*> found = find(path);
  return !found.empty() && std::all_of(found.begin(), found.end(), makes_type);
}

clang::NamespaceDecl* Names::find_namespace(const std::string& name) const {
  for (clang::NamedDecl* declaration : find({name})) {
    if (auto* space = llvm::dyn_cast<clang::NamespaceDecl>(declaration)) return space;
  }
  return nullptr;
}

void Names::hide(clang::NamedDecl& declaration) {
  clang::StoredDeclsMap* map = notebook_->getPrimaryContext()->getLookupPtr();
  if (!map) return;
  const auto place = map->find(declaration.getDeclName());
  if (place != map->end()) place->second.remove(&declaration);
}

bool Names::can_be_freed(const clang::NamedDecl& declaration) const {
  const auto* value = llvm::dyn_cast<clang::ValueDecl>(&declaration);
  if (!value || referred_.contains(declaration.getCanonicalDecl())) return false;
  if (!llvm::isa<clang::NamespaceDecl>(declaration.getDeclContext())) return false;
  const clang::ValueDecl* holder = value;
  if (const auto* part = llvm::dyn_cast<clang::BindingDecl>(value)) {
    holder = llvm::cast<clang::ValueDecl>(part->getDecomposedDecl());
  } else if (!llvm::isa<clang::VarDecl>(value)) {
    return false;
  }
  const auto is_lent = [](const clang::ValueDecl* x) { return x->getType()->isReferenceType(); };
  return !is_lent(holder) && !is_lent(value) && !value->getType().isConstQualified();
}

std::vector<std::string> Names::hide_older(clang::NamespaceDecl& fresh) {
  std::vector<std::string> to_free;
  for (clang::NamedDecl* name : names_in(fresh)) {
    std::vector<clang::NamedDecl*> older;
    for (clang::NamedDecl* other : notebook_->lookup(name->getDeclName())) {
      if (!stands_in(other, fresh) && !are_overloads(name, other, context_)) older.push_back(other);
    }
    for (clang::NamedDecl* other : older) {
      hide(*other);
      auto* home = llvm::dyn_cast<clang::NamespaceDecl>(other->getDeclContext());
      if (home && can_be_freed(*other)) {
        to_free.push_back("::notebook::" + home->getName().str() + "::" + other->getName().str());
      }
    }
  }
  return to_free;
}

std::string Names::path_of_namespace(const std::vector<std::string>& path) const {
  clang::NamespaceDecl* space = notebook_;
  for (const std::string& name : path) {
    space = namespace_in(*space, clang::DeclarationName(&context_.Idents.get(name)));
    if (!space) return {};
  }
  clang::PrintingPolicy policy(context_.getLangOpts());
  policy.SuppressInlineNamespace = false;  // the cell's own, which tells it from newer ones
  std::string text = "::";
  llvm::raw_string_ostream out(text);
  space->printQualifiedName(out, policy);
  return text;
}

void Names::hide_all(clang::NamespaceDecl& failed) {
  for (clang::NamedDecl* name : names_in(failed)) hide(*name);
}

void Names::note_references(clang::DeclContext& unit) {
  for (clang::Decl* declaration : unit.decls()) {
    if (auto* space = llvm::dyn_cast<clang::NamespaceDecl>(declaration)) {
      note_references(*space);
    } else {
      add_lasting_references(*declaration, referred_);
    }
  }
}

}  // namespace keratin::cells
