// Bytes that a reader asks for by position: a file, a member of an archive, memory.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace keratin {

class ByteSource {
 public:
  explicit ByteSource(std::string name) : name_(std::move(name)) {}
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// What errors call it: "model.keras: model.weights.h5".
  const std::string& name() const { return name_; }
  virtual uint64_t size() const = 0;
  /// Fills `out` with the bytes from `offset` on. Throws FileError, naming the source, for bytes
  /// behind its end and where it cannot be read.
  void read(uint64_t offset, std::span<uint8_t> out) const;

 protected:
  /// The same for bytes that are there.
  virtual void read_inside(uint64_t offset, std::span<uint8_t> out) const = 0;

 private:
  std::string name_;
};

/// The bytes of `bytes`.
std::shared_ptr<const ByteSource> memory_source(std::string name, std::vector<uint8_t> bytes);
/// The same of bytes that somebody else keeps as long.
std::shared_ptr<const ByteSource> borrowed_source(std::string name, std::span<const uint8_t> bytes);
/// A regular file, which is read where it is asked for, from any thread. Throws FileError when it
/// cannot be opened.
std::shared_ptr<const ByteSource> file_source(const std::string& path);

}  // namespace keratin
