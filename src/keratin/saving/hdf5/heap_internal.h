// The three kinds of heaps in which HDF5 files keep names, texts and dense lists.
#pragma once
#include <map>
#include <string_view>
#include <vector>

#include "keratin/saving/hdf5/blocks_internal.h"

namespace keratin::saving::hdf5 {

/// Names of the links of a group of the old kind.
class LocalHeap {
 public:
  LocalHeap(Blocks& blocks, uint64_t address);
  std::string_view text_at(uint64_t offset) const;

 private:
  Cursor bytes_;
};

/// Texts of variable length; a collection is read when the first of its texts is asked for.
class GlobalHeap {
 public:
  explicit GlobalHeap(Blocks& blocks) : blocks_(blocks) {}
  std::string_view text_at(uint64_t address, uint64_t index, uint64_t bytes);

 private:
  using Collection = std::map<uint64_t, std::string_view>;
  struct Loaded {
    Cursor bytes;
    Collection objects;
  };
  Loaded load(uint64_t address);

  Blocks& blocks_;
  std::map<uint64_t, Loaded> collections_;
};

/// Messages of dense groups and attributes, by identifiers that a B-tree lists.
class FractalHeap {
 public:
  FractalHeap(Blocks& blocks, uint64_t address);
  /// The object of an identifier, of as many bytes as `id` has.
  Cursor object(Cursor id);

 private:
  struct Direct {
    uint64_t offset, address, size;
  };
  struct Huge {
    uint64_t address, size;
  };
  void read_header(Cursor& header);
  void check_header(const Cursor& header) const;
  void read_indirect(uint64_t address, uint64_t offset, uint64_t rows);
  Cursor check_block(Cursor block, std::string_view signature, uint64_t offset) const;
  uint64_t row_size(uint64_t row) const;
  Cursor managed(uint64_t offset, uint64_t bytes);
  Cursor load(const Direct& block);
  Cursor huge(uint64_t key);

  Blocks& blocks_;
  uint64_t address_, huge_tree_ = kNowhere;
  uint64_t id_bytes_ = 0, offset_bytes_ = 0, length_bytes_ = 0, width_ = 0, start_ = 0,
           max_direct_ = 0;
  uint64_t max_bits_ = 0, root_ = kNowhere, rows_ = 0;
  bool has_checksums_ = false, knows_huge_ = false;
  std::vector<Direct> blocks_by_offset_;
  std::map<uint64_t, Cursor> loaded_;  // by offset
  std::map<uint64_t, Huge> huge_;
};

}  // namespace keratin::saving::hdf5
