#include "keratin/saving/hdf5/btree_internal.h"

#include <bit>

#include "keratin/base/text.h"

namespace keratin::saving::hdf5 {
namespace {

constexpr uint64_t kPrefix = 6;  // of a node: signature, version, type
constexpr uint64_t kChecksum = 4;
constexpr int kMaxDepth = 32;

/// Bytes that hold numbers up to `most`.
uint64_t width_of(uint64_t most) { return (static_cast<uint64_t>(std::bit_width(most)) + 7) / 8; }

/// The nodes of one height have room for so many records, and for those of the nodes below.
struct Level {
  uint64_t records = 0;
  uint64_t pointer = 0;      // bytes of a pointer to a node of the level below
  uint64_t total_width = 0;  // bytes of the number of all records in and below a node
};

class RecordTree {
 public:
  RecordTree(Blocks& blocks, RecordType type, const std::function<void(Cursor&)>& visit)
      : blocks_(blocks), type_(type), visit_(visit) {}

  void read(uint64_t address) {
    blocks_.visit(address, "B-tree");
    Cursor header = blocks_.read_checked(address, 38, "B-tree");
    header.expect("BTHD", 0);
    check_type(header);
    const uint64_t node_size = header.u32();
    record_size_ = header.u16();
    const int depth = header.u16();
    header.skip(2);  // when nodes are split and merged
    const uint64_t root = header.u64(), records = header.u16(), total = header.u64();
    if (record_size_ == 0 || depth > kMaxDepth) {
      header.refuse(text("declares records of ", record_size_, " bytes, ", depth, " levels deep"));
    }
    measure(header, node_size, depth);
    if (root != kNowhere) read_node(root, records, depth);
    if (read_ != total) header.refuse(text("declares ", total, " records and has ", read_));
  }

 private:
  void check_type(Cursor& block) {
    const int found = block.u8();
    if (found != static_cast<int>(type_)) {
      block.refuse(text("holds records of kind ", found, ", expected ", static_cast<int>(type_)));
    }
  }

  void measure(const Cursor& header, uint64_t node_size, int depth) {
    uint64_t total = 0;  // records in and below one node
    for (int i = 0; i <= depth; ++i) {
      Level level;
      if (i > 0) level.pointer = 8 + width_of(levels_[0].records) + levels_.back().total_width;
      const uint64_t fixed = kPrefix + kChecksum + level.pointer;
      if (node_size < fixed + record_size_) {
        header.refuse(text("declares nodes of ", node_size, " bytes, which hold no record"));
      }
      level.records = (node_size - fixed) / (record_size_ + level.pointer);
      if (i > 0) {
        total = product(blocks_, level.records + 1, total) + level.records;
        level.total_width = width_of(total);
      } else {
        total = level.records;
      }
      levels_.push_back(level);
    }
  }

  void read_node(uint64_t address, uint64_t records, int height) {
    const Level& level = levels_[static_cast<size_t>(height)];
    if (records > level.records) {
      blocks_.refuse(text("the B-tree node at byte ", address, " is to hold ", records,
                          " records, and has room for ", level.records));
    }
    blocks_.visit(address, "B-tree node");
    const uint64_t pointers = height > 0 ? (records + 1) * level.pointer : 0;
    const uint64_t size = kPrefix + records * record_size_ + pointers + kChecksum;
    Cursor node = blocks_.read_checked(address, size, "B-tree node");
    node.expect(height > 0 ? "BTIN" : "BTLF", 0);
    check_type(node);
    Cursor children = node;
    children.skip(records * record_size_);
    for (uint64_t i = 0; i <= records; ++i) {
      if (height > 0) read_child(children, level, height);
      if (i == records) break;
      Cursor record = node.part(record_size_, "B-tree record");
      ++read_;
      visit_(record);
    }
  }

  void read_child(Cursor& children, const Level& level, int height) {
    const uint64_t address = children.u64();
    const uint64_t count_width = width_of(levels_[0].records);
    const uint64_t records = children.number(count_width);
    children.skip(level.pointer - 8 - count_width);
    read_node(address, records, height - 1);
  }

  Blocks& blocks_;
  const RecordType type_;
  const std::function<void(Cursor&)>& visit_;
  std::vector<Level> levels_;
  uint64_t record_size_ = 0;
  uint64_t read_ = 0;
};

}  // namespace

void read_records(Blocks& blocks, uint64_t address, RecordType type,
                  const std::function<void(Cursor& record)>& visit) {
  RecordTree(blocks, type, visit).read(address);
}

}  // namespace keratin::saving::hdf5
