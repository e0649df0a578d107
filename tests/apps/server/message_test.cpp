#include "server/message.h"

#include "fixtures.h"

namespace keratin::server {
namespace {

TEST(Message, WritesErrorsAsJson) {
  EXPECT_EQ(error_response(400, "a \"b\"").body, "{\"error\": \"a \\\"b\\\"\"}\n");
  EXPECT_EQ(error_response(400, "a").headers.size(), 0u);
}

TEST(Message, SaysWhenToComeAgain) {
  const Response busy = busy_response("full");
  EXPECT_EQ(busy.status, 503);
  ASSERT_EQ(busy.headers.size(), 1u);
  EXPECT_EQ(busy.headers[0].first, "Retry-After");
}

}  // namespace
}  // namespace keratin::server
