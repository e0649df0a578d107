// The page at /: its files, and what it asks the server beside the protocols.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "server/router.h"

namespace keratin::server {

/// A file of the page, as the build put it into the program.
struct PageFile {
  std::string_view path, content_type, content, etag;
};
const std::vector<PageFile>& page_files();

/// Answers / and /page/...: false when there is no page or nothing of it at that address.
///   GET  /page/models                     what is served, and which of it reads drawn digits
///   POST /page/models/NAME/activations    {"instances": [one image]} -> the outputs, and the ten
///                                         units of the first hidden layer that answer the most
bool answer_page(const Site& site, Request& request, const std::vector<std::string>& parts,
                 const Respond& respond);

/// The ten largest of one row, the largest first: {"unit": i, "value": v}.
std::string most_activated(const Tensor& activations);
/// Whether the model takes one picture of 28 x 28 and gives ten numbers.
bool reads_digits(const ServedModel& model);

}  // namespace keratin::server
