// The exception family of the library. One text layout for all of them, so that every message says
// where, which rule, with which numbers, and how to mend it.
#pragma once
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace keratin {

/// One line under the rule of an error: a label ("input") and a text ("float32 (32, 28)").
struct ErrorDetail {
  std::string label;
  std::string text;
};

/// What an error says: the broken rule with its numbers, a line for each thing involved, one hint.
struct Complaint {
  std::string rule;
  std::vector<ErrorDetail> details = {};
  std::string hint = {};
};

/// Base of all errors that the library throws.
class Error : public std::exception {
 public:
  Error(std::string_view kind, Complaint complaint);

  /// The whole text: "ShapeError in sequential > dense (Dense): rule", details, hint.
  const char* what() const noexcept override { return text_.c_str(); }
  const std::string& rule() const { return complaint_.rule; }
  const std::string& where() const { return where_; }

  /// Puts `outer` in front of the place that the error names; layers and models call this while
  /// the error passes through them.
  void add_where(std::string_view outer);

  /// Writes `by` for each `word` that stands alone, between what is no letter or digit.
  void replace_word(std::string_view word, std::string_view by);

 private:
  void compose();

  std::string kind_;
  Complaint complaint_;
  std::string where_;
  std::string text_;
};

/// A shape or a rank that does not fit.
struct ShapeError : Error {
  explicit ShapeError(Complaint complaint);
};
/// A dtype that an operation cannot take.
struct DTypeError : Error {
  explicit DTypeError(Complaint complaint);
};
/// An argument, label, name or index outside its range.
struct ValueError : Error {
  explicit ValueError(Complaint complaint);
};
/// A file, archive or download that cannot be read or written.
struct FileError : Error {
  explicit FileError(Complaint complaint);
};
/// A device that is missing or refuses.
struct DeviceError : Error {
  explicit DeviceError(Complaint complaint);
};
/// More memory than there is.
struct MemoryError : Error {
  explicit MemoryError(Complaint complaint);
};
/// A bug of the library itself; the text says so.
struct InternalError : Error {
  explicit InternalError(Complaint complaint);
};

/// Throw helpers, out of line so that callers stay small.
[[noreturn]] void throw_shape_error(std::string rule, std::vector<ErrorDetail> details = {},
                                    std::string hint = {});
[[noreturn]] void throw_dtype_error(std::string rule, std::vector<ErrorDetail> details = {},
                                    std::string hint = {});
[[noreturn]] void throw_value_error(std::string rule, std::vector<ErrorDetail> details = {},
                                    std::string hint = {});
[[noreturn]] void throw_file_error(std::string rule, std::vector<ErrorDetail> details = {},
                                   std::string hint = {});
[[noreturn]] void throw_device_error(std::string rule, std::vector<ErrorDetail> details = {},
                                     std::string hint = {});
[[noreturn]] void throw_memory_error(std::string rule, std::vector<ErrorDetail> details = {},
                                     std::string hint = {});
[[noreturn]] void throw_internal_error(std::string rule);

}  // namespace keratin
