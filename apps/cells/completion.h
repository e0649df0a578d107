// Names that can stand at a place, by clang's code completion; only a child process asks, since
// clang stops reading there.
#pragma once
#include <string>
#include <vector>

#include "interpreter.h"

namespace keratin::cells {

/// A name that fits, and what is known of it.
struct Candidate {
  std::string name;
  unsigned priority = 0;  // the smaller the better
  const clang::NamedDecl* declaration = nullptr;
};

/// What can stand at a place.
struct Found {
  std::vector<Candidate> names;
  /// Of what is called there, in all its overloads: the type of the argument that follows.
  std::vector<clang::QualType> parameters;
};

/// Reads `head` + text + `tail`, and collects what can stand at the end of the text.
Found candidates(Interpreter& interpreter, const std::string& head, const std::string& text,
                 const std::string& tail);

/// The fields of the structs among these types that can be named in braces, in their order.
std::vector<Candidate> fields_of(const std::vector<clang::QualType>& types);
/// The types of the fields of that name.
std::vector<clang::QualType> types_of_field(const std::vector<clang::QualType>& types,
                                            const std::string& name);
/// "keratin::Choice<keratin::losses::Loss>": the type without const and reference, spelled out.
std::string full_name(Interpreter& interpreter, clang::QualType type);

/// The declaration as C++, and its doc comment: what a reader wants to know of a name.
std::string explain(Interpreter& interpreter, const clang::NamedDecl& declaration);

}  // namespace keratin::cells
