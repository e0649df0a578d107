#include "keratin/base/error.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <utility>

namespace keratin {

Error::Error(std::string_view kind, Complaint complaint)
    : kind_(kind), complaint_(std::move(complaint)) {
  compose();
}

void Error::replace_word(std::string_view word, std::string_view by) {
  const auto is_part = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto replace = [&](std::string& in) {
    for (size_t at = in.find(word); at != std::string::npos; at = in.find(word, at)) {
      const size_t end = at + word.size();
      const bool stands_alone =
          (at == 0 || !is_part(in[at - 1])) && (end == in.size() || !is_part(in[end]));
      if (stands_alone) in.replace(at, word.size(), by);
      at += stands_alone ? by.size() : word.size();
    }
  };
  replace(complaint_.rule);
  for (ErrorDetail& detail : complaint_.details) replace(detail.text);
  replace(complaint_.hint);
  compose();
}

void Error::add_where(std::string_view outer) {
  where_ = where_.empty() ? std::string(outer) : std::string(outer) + " > " + where_;
  compose();
}

void Error::compose() {
  text_ = kind_;
  if (!where_.empty()) text_ += " in " + where_;
  text_ += ": " + complaint_.rule;
  std::vector<ErrorDetail> lines = complaint_.details;
  if (!complaint_.hint.empty()) lines.push_back({"hint", complaint_.hint});
  size_t width = 0;
  for (const ErrorDetail& line : lines) width = std::max(width, line.label.size());
  for (const ErrorDetail& line : lines) {
    text_ += "\n  " + line.label + std::string(width - line.label.size() + 2, ' ') + line.text;
  }
}

namespace {

// A program that does not catch an error of the library's ends with its text alone, without the
// runtime's "terminate called after throwing an instance of".
class LastWords {
 public:
  LastWords() : before_(std::set_terminate(say)) { instance_ = this; }

 private:
  [[noreturn]] static void say() {
    try {
      if (const std::exception_ptr thrown = std::current_exception())
        std::rethrow_exception(thrown);
    } catch (const Error& error) {
      std::fflush(stdout);
      std::fprintf(stderr, "%s\n", error.what());
      std::abort();
    } catch (...) {  // not ours
    }
    instance_->before_();
    std::abort();
  }

  static LastWords* instance_;
  std::terminate_handler before_;
};
LastWords* LastWords::instance_ = nullptr;
LastWords last_words;

}  // namespace

ShapeError::ShapeError(Complaint complaint) : Error("ShapeError", std::move(complaint)) {}
DTypeError::DTypeError(Complaint complaint) : Error("DTypeError", std::move(complaint)) {}
ValueError::ValueError(Complaint complaint) : Error("ValueError", std::move(complaint)) {}
FileError::FileError(Complaint complaint) : Error("FileError", std::move(complaint)) {}
DeviceError::DeviceError(Complaint complaint) : Error("DeviceError", std::move(complaint)) {}
MemoryError::MemoryError(Complaint complaint) : Error("MemoryError", std::move(complaint)) {}
InternalError::InternalError(Complaint complaint) : Error("InternalError", std::move(complaint)) {}

void throw_shape_error(std::string rule, std::vector<ErrorDetail> details, std::string hint) {
  throw ShapeError({std::move(rule), std::move(details), std::move(hint)});
}
void throw_dtype_error(std::string rule, std::vector<ErrorDetail> details, std::string hint) {
  throw DTypeError({std::move(rule), std::move(details), std::move(hint)});
}
void throw_value_error(std::string rule, std::vector<ErrorDetail> details, std::string hint) {
  throw ValueError({std::move(rule), std::move(details), std::move(hint)});
}
void throw_file_error(std::string rule, std::vector<ErrorDetail> details, std::string hint) {
  throw FileError({std::move(rule), std::move(details), std::move(hint)});
}
void throw_device_error(std::string rule, std::vector<ErrorDetail> details, std::string hint) {
  throw DeviceError({std::move(rule), std::move(details), std::move(hint)});
}
void throw_memory_error(std::string rule, std::vector<ErrorDetail> details, std::string hint) {
  throw MemoryError({std::move(rule), std::move(details), std::move(hint)});
}
void throw_internal_error(std::string rule) {
  throw InternalError({std::move(rule), {}, "this is a bug in Keratin; please report it"});
}

}  // namespace keratin
