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

/// Reads `head` + text + `tail`, and collects what can stand at the end of the text.
std::vector<Candidate> candidates(Interpreter& interpreter, const std::string& head,
                                  const std::string& text, const std::string& tail);

/// The declaration as C++, and its doc comment: what a reader wants to know of a name.
std::string explain(Interpreter& interpreter, const clang::NamedDecl& declaration);

}  // namespace keratin::cells
