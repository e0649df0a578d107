// The chunks of a dataset: which there are, and where.
#include <algorithm>
#include <bit>

#include "keratin/base/text.h"
#include "keratin/saving/hdf5/btree_internal.h"
#include "keratin/saving/hdf5/elements_internal.h"

namespace keratin::saving::hdf5 {
namespace {

class ChunkReader {
 public:
  ChunkReader(Blocks& blocks, const ChunkLayout& layout, Elements& elements)
      : blocks_(blocks), layout_(layout), elements_(elements), grid_(grid_of(elements)) {
    expected_ = count_of(blocks, grid_);
    // libhdf5 keeps the size of a filtered chunk in one byte more than that of an unfiltered takes.
    const auto bits = static_cast<uint64_t>(std::bit_width(elements.chunk_bytes));
    size_width_ = layout.version > 4 ? 8 : std::min<uint64_t>(8, 1 + (bits + 7) / 8);
  }

  void read();

 private:
  void read_tree(uint64_t address, int level);
  void read_tree_v2();
  void read_implicit();
  void read_fixed_array();
  void read_pages(uint64_t address, uint64_t prefix, uint64_t page);
  Chunk read_entry(Cursor& block);
  bool is_filtered() const { return !elements_.filters.empty(); }
  void add(Chunk chunk);
  [[noreturn]] void refuse_count(uint64_t found);

  Blocks& blocks_;
  const ChunkLayout& layout_;
  Elements& elements_;
  const std::vector<uint64_t> grid_;
  uint64_t expected_ = 0;
  uint64_t size_width_ = 0;
};

void ChunkReader::refuse_count(uint64_t found) {
  blocks_.refuse(text("declares elements in ", expected_, " chunks, and ", found, " are there"));
}

void ChunkReader::add(Chunk chunk) {
  if (chunk.address == kNowhere) return;
  if (chunk.number >= expected_ || elements_.chunks.size() >= expected_) {
    blocks_.refuse(text("has a chunk of number ", chunk.number, " behind ", elements_.chunks.size(),
                        " others, expected ", expected_, " chunks"));
  }
  if (elements_.chunks.size() >= blocks_.limits().chunks) {
    blocks_.refuse(text("has more than ", blocks_.limits().chunks, " chunks, which is the limit"));
  }
  check_stored_size(blocks_, elements_.filters, chunk.mask, chunk.size, elements_.chunk_bytes);
  blocks_.claim_elements(chunk.address, chunk.size);
  elements_.chunks.push_back(chunk);
}

void ChunkReader::read_tree(uint64_t address, int level) {
  blocks_.visit(address, "B-tree node");
  Cursor begin = blocks_.read(address, 24, "B-tree node");
  begin.expect("TREE", 1);  // of chunks
  const int found = begin.u8();
  if (level >= 0 && found != level) {
    begin.refuse(text("is at level ", found, ", expected ", level));
  }
  const uint64_t children = begin.u16(), rank = grid_.size();
  const uint64_t key = 8 + 8 * (rank + 1);
  Cursor node = blocks_.read(address + 24, children * (key + 8) + key, "B-tree node");
  for (uint64_t i = 0; i < children; ++i) {
    Chunk chunk;
    chunk.size = node.u32();
    chunk.mask = node.u32();
    for (size_t axis = 0; axis < rank; ++axis) {
      const uint64_t offset = node.u64(), length = elements_.chunk_lengths[axis];
      if (offset % length != 0 || offset / length >= grid_[axis]) {
        if (found == 0) node.refuse(text("has a chunk at ", offset, " of axis ", axis));
      }
      chunk.number = chunk.number * grid_[axis] + offset / length;
    }
    node.skip(8);  // the offset within an element
    chunk.address = node.u64();
    if (found == 0) {
      add(chunk);
    } else {
      read_tree(chunk.address, found - 1);
    }
  }
}

/// An address, and for filtered chunks the size and the mask.
Chunk ChunkReader::read_entry(Cursor& block) {
  Chunk chunk{0, block.u64(), elements_.chunk_bytes, 0};
  if (is_filtered()) {
    chunk.size = block.number(size_width_);
    chunk.mask = block.u32();
  }
  return chunk;
}

void ChunkReader::read_tree_v2() {
  const RecordType type = is_filtered() ? RecordType::filtered_chunk : RecordType::chunk;
  read_records(blocks_, layout_.address, type, [&](Cursor& record) {
    Chunk chunk = read_entry(record);
    for (size_t axis = 0; axis < grid_.size(); ++axis) {
      const uint64_t at = record.u64();
      if (at >= grid_[axis]) record.refuse(text("has a chunk at ", at, " of axis ", axis));
      chunk.number = chunk.number * grid_[axis] + at;
    }
    add(chunk);
  });
}

void ChunkReader::read_implicit() {
  if (is_filtered()) blocks_.refuse("lists filtered chunks without their sizes");
  const uint64_t all = product(blocks_, expected_, elements_.chunk_bytes);
  if (all > blocks_.file_size()) {
    blocks_.refuse(text("declares chunks of ", all, " bytes in a file of ", blocks_.file_size()));
  }
  for (uint64_t i = 0; i < expected_; ++i) {
    add({i, layout_.address + i * elements_.chunk_bytes, elements_.chunk_bytes, 0});
  }
}

void ChunkReader::read_fixed_array() {
  blocks_.visit(layout_.address, "array of chunks");
  Cursor header = blocks_.read_checked(layout_.address, 28, "array of chunks");
  header.expect("FAHD", 0);
  const int client = header.u8();
  const uint64_t entry = header.u8(), page_bits = header.u8(), entries = header.u64();
  const uint64_t width = is_filtered() ? 12 + size_width_ : 8;
  if (client != (is_filtered() ? 1 : 0) || entry != width || entries < expected_ ||
      page_bits > 32) {
    header.refuse(text("has ", entries, " entries of kind ", client, " and ", entry,
                       " bytes, expected ", expected_, " of ", width));
  }
  if (entries > blocks_.file_size()) header.refuse(text("declares ", entries, " entries"));
  const uint64_t address = header.u64(), page = uint64_t{1} << page_bits;
  if (address == kNowhere) refuse_count(0);
  blocks_.visit(address, "array of chunks");
  if (entries > page) return read_pages(address, entries, page);
  Cursor block = blocks_.read_checked(address, 14 + entries * entry + 4, "array of chunks");
  block.expect("FADB", 0);
  block.skip(9);
  for (uint64_t i = 0; i < expected_; ++i) {
    Chunk chunk = read_entry(block);
    chunk.number = i;
    add(chunk);
  }
}

/// Long arrays are cut into pages, each with a checksum; a bit says of each whether it was written.
void ChunkReader::read_pages(uint64_t address, uint64_t entries, uint64_t page) {
  const uint64_t pages = (entries + page - 1) / page;
  const uint64_t head = 14 + (pages + 7) / 8 + 4;
  Cursor block = blocks_.read_checked(address, head, "array of chunks");
  block.expect("FADB", 0);
  const uint64_t width = is_filtered() ? 12 + size_width_ : 8;
  uint64_t at = address + head;
  for (uint64_t first = 0; first < expected_; first += page) {
    const uint64_t count = std::min(page, entries - first);
    Cursor entries_here = blocks_.read_checked(at, count * width + 4, "page of chunks");
    at += count * width + 4;
    for (uint64_t i = first; i < std::min(first + count, expected_); ++i) {
      Chunk chunk = read_entry(entries_here);
      chunk.number = i;
      add(chunk);
    }
  }
}

void ChunkReader::read() {
  if (layout_.address == kNowhere) refuse_count(0);
  switch (layout_.index) {
    case ChunkLayout::Index::tree: read_tree(layout_.address, -1); break;
    case ChunkLayout::Index::tree_v2: read_tree_v2(); break;
    case ChunkLayout::Index::implicit: read_implicit(); break;
    case ChunkLayout::Index::fixed_array: read_fixed_array(); break;
    case ChunkLayout::Index::single:
      add({0, layout_.address, layout_.single_size, layout_.single_mask});
  }
  std::vector<Chunk>& chunks = elements_.chunks;
  if (chunks.size() != expected_) refuse_count(chunks.size());
  const auto by_number = [](const Chunk& a, const Chunk& b) { return a.number < b.number; };
  std::sort(chunks.begin(), chunks.end(), by_number);
  for (size_t i = 0; i < chunks.size(); ++i) {
    if (chunks[i].number != i) blocks_.refuse(text("has a chunk ", chunks[i].number, " twice"));
  }
}

}  // namespace

std::vector<uint64_t> grid_of(const Elements& elements) {
  std::vector<uint64_t> grid;
  for (size_t axis = 0; axis < elements.lengths.size(); ++axis) {
    const uint64_t length = elements.lengths[axis], chunk = elements.chunk_lengths[axis];
    grid.push_back(length / chunk + (length % chunk != 0 ? 1 : 0));
  }
  return grid;
}

void read_chunks(Blocks& blocks, const ChunkLayout& layout, Elements& elements) {
  ChunkReader(blocks, layout, elements).read();
}

}  // namespace keratin::saving::hdf5
