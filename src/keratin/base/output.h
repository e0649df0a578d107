// Where the library writes what it prints: stdout and stderr, or a place of the program's, as the
// cells of a notebook or Python's sys.stdout.
#pragma once
#include <functional>
#include <string_view>

namespace keratin {

/// What reads the output: `verbose="auto"` draws bars on a terminal and in a notebook, where a line
/// is drawn anew behind "\r" alone, and writes a line an epoch into a file.
enum class OutputKind { terminal, notebook, file };

/// The two functions are called by the thread that prints, one at a time, and may throw: that ends
/// what was printing.
struct Output {
  std::function<void(std::string_view text)> write = {};        // stdout when empty
  std::function<void(std::string_view text)> write_error = {};  // of warnings; stderr when empty
  OutputKind kind = OutputKind::file;
};

/// All that the library prints in this process goes there from now on: print, summary, progress
/// bars, what callbacks say, warnings.
void set_output(Output output);
/// stdout and stderr again.
void reset_output();
/// Of what set_output got; else terminal or file, as stdout is.
OutputKind output_kind();

}  // namespace keratin
