#include "server/exchange.h"

#include "fixtures.h"

namespace keratin::server {
namespace {

TEST(HeldBytes, CountsUntilTheyAreGone) {
  std::atomic<int64_t> all = 0;
  {
    HeldBytes one(all, 100), two(all, 100);
    EXPECT_TRUE(one.hold(60));
    EXPECT_TRUE(one.hold(70));
    EXPECT_EQ(all, 70);
    EXPECT_FALSE(two.hold(40));
    HeldBytes moved = std::move(one);
    EXPECT_EQ(all, 110);
  }
  EXPECT_EQ(all, 0);
}

TEST(Exchange, WritesItsOwnHeader) {
  Exchange now;
  now.response.body = "abc";
  now.keeps_alive = true;
  const std::string head = head_of(now);
  EXPECT_EQ(head.substr(0, 17), "HTTP/1.1 200 OK\r\n");
  for (const char* line :
       {"Content-Length: 3", "X-Content-Type-Options: nosniff", "Cache-Control: no-store",
        "Connection: keep-alive", "Cross-Origin-Resource-Policy: same-origin"}) {
    EXPECT_NE(head.find(std::string("\r\n") + line + "\r\n"), std::string::npos) << line;
  }
  EXPECT_EQ(head.substr(head.size() - 4), "\r\n\r\n");
  now.response.status = 304;
  EXPECT_EQ(head_of(now).find("Content-Length"), std::string::npos);
}

TEST(Exchange, WritesALineForTheLog) {
  Exchange now;
  now.line = "GET /v2";
  now.response.body = "abc";
  EXPECT_EQ(log_line(now, "127.0.0.1").substr(0, 26), "127.0.0.1 \"GET /v2\" 200 3 ");
}

}  // namespace
}  // namespace keratin::server
