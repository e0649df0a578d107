// How a camera was held: EXIF's orientation, without which a portrait lies on its side.
#pragma once
#include <string_view>

#include "apps/keratin/picture_file.h"

namespace keratin::command {

/// 1 to 8, tag 0x0112 of EXIF's first directory, as TIFF has it; 1, upright, where it says nothing.
int orientation_of(std::string_view tiff);
/// The picture upright.
Picture upright(Picture picture, int orientation);

}  // namespace keratin::command
