// The checksum of zip archives.
#pragma once
#include <cstdint>

#include "keratin/base/byte_source_internal.h"

namespace keratin {

/// CRC-32 of all bytes of the source (IEEE 802.3, as in APPNOTE.TXT 4.4.7), which is read in parts
/// by all threads. Throws what reading throws.
uint32_t crc32_of(const ByteSource& source);

}  // namespace keratin
