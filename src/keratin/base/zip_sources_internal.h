// Our bytes as libzip takes them: it asks for them through functions of ours. With zip_reader.cpp
// the one place that knows libzip.
#pragma once
#include <zip.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "keratin/base/byte_source_internal.h"

namespace keratin {

struct DiscardZip {
  void operator()(zip_t* zip) const { zip_discard(zip); }
};
struct CloseZipFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Zip = std::unique_ptr<zip_t, DiscardZip>;
using ZipFile = std::unique_ptr<zip_file_t, CloseZipFile>;

/// What libzip said last.
class ZipError {
 public:
  ZipError() { zip_error_init(&error_); }
  ~ZipError() { zip_error_fini(&error_); }
  ZipError(const ZipError&) = delete;
  ZipError& operator=(const ZipError&) = delete;
  zip_error_t* get() { return &error_; }
  std::string text() { return zip_error_strerror(&error_); }

 private:
  zip_error_t error_;
};

/// Bytes that libzip reads. Must live as long as the zip_t.
class ZipInput {
 public:
  explicit ZipInput(std::shared_ptr<const ByteSource> bytes) : bytes_(std::move(bytes)) {}

  const ByteSource& bytes() const { return *bytes_; }
  /// For one zip_t, which then owns it.
  zip_source_t* source();
  /// What reading threw, which C in between could not pass on.
  void rethrow();

  /// Where libzip has read first since watch().
  void watch() { first_.reset(); }
  std::optional<uint64_t> first() const { return first_; }

 private:
  static zip_int64_t answer(void* self, void* data, zip_uint64_t size, zip_source_cmd_t command);
  zip_int64_t read(uint8_t* out, uint64_t size);

  std::shared_ptr<const ByteSource> bytes_;
  uint64_t at_ = 0;
  std::optional<uint64_t> first_;
  std::exception_ptr failure_;
  ZipError error_;
};

}  // namespace keratin
