// Which variables the code of a cell holds on to after the cell has run.
#pragma once
#include <clang/AST/Decl.h>

#include <set>

namespace keratin::cells {

/// Adds the variables that functions and classes use, that lambdas use, whose address is taken, and
/// that a reference is bound to, in this declaration.
void add_lasting_references(clang::Decl& declaration, std::set<const clang::Decl*>& found);

}  // namespace keratin::cells
