// Whether a cell can be run, or its writer is not done: what a terminal asks at the end of a line.
#pragma once
#include <string>

namespace keratin::cells {

enum class Completeness { complete, incomplete, invalid };

struct CompletenessAnswer {
  Completeness status = Completeness::complete;
  std::string indent = {};  // blanks for the next line, when it is incomplete
};

CompletenessAnswer completeness_of(const std::string& code);
/// "complete", "incomplete", "invalid": Jupyter's words.
const char* name_of(Completeness status);

}  // namespace keratin::cells
