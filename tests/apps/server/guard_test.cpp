#include "server/guard.h"

#include "fixtures.h"

namespace keratin::server {
namespace {

int host(std::string_view name, const GuardOptions& options = {}) {
  const auto refusal = refused_host(name, options);
  return refusal ? refusal->status : 200;
}
int origin(std::string_view origin, std::string_view host, const GuardOptions& options = {}) {
  const auto refusal = refused_origin(origin, host, options);
  return refusal ? refusal->status : 200;
}

TEST(Guard, TakesThisMachineAndPlainAddresses) {
  for (const char* name : {"localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:8000", "[::1]",
                           "[::1]:8000", "192.168.1.7:80"}) {
    EXPECT_EQ(host(name), 200) << name;
  }
}

TEST(Guard, RefusesOtherNames) {
  for (const char* name : {"example.com", "localhost.example.com", "127.0.0.1.example.com:8000",
                           "1.2.3", "a.b:80", "localhost."}) {
    EXPECT_EQ(host(name), 403) << name;
  }
  EXPECT_EQ(host("Example.com:80", {.allowed_hosts = {"example.com"}}), 200);
  EXPECT_EQ(host("other.com", {.allowed_hosts = {"example.com"}}), 403);
}

TEST(Guard, RefusesWhatIsNoHost) {
  for (const char* name : {"", ":80", "a b", "localhost:port", "localhost:123456", "[::1", "[::1]x",
                           "a/b", "user@localhost", "\xc3\xa9"}) {
    EXPECT_EQ(host(name), 400) << name;
  }
}

TEST(Guard, RefusesPagesOfOtherSites) {
  EXPECT_EQ(origin("", "localhost:8000"), 200);
  EXPECT_EQ(origin("http://localhost:8000", "localhost:8000"), 200);
  for (const char* from : {"http://localhost:9000", "https://localhost:8000", "null",
                           "http://example.com", "http://localhost:8000.example.com"}) {
    EXPECT_EQ(origin(from, "localhost:8000"), 403) << from;
  }
  const GuardOptions options{.allowed_origins = {"https://example.com"}};
  EXPECT_EQ(origin("https://EXAMPLE.com", "localhost", options), 200);
  ASSERT_NE(allowed_origin("https://EXAMPLE.com", options), nullptr);
  EXPECT_EQ(*allowed_origin("https://EXAMPLE.com", options), "https://example.com");
}

TEST(Guard, SplitsTargets) {
  EXPECT_EQ(split_target("/a?b")->path, "/a?b");
  EXPECT_EQ(split_target("HTTP://host:1/a")->host, "host:1");
  EXPECT_EQ(split_target("http://host")->path, "/");
  EXPECT_FALSE(split_target("*"));
  EXPECT_FALSE(split_target("https://host/"));
  EXPECT_FALSE(split_target(""));
}

TEST(Guard, WritesTextsOfClientsIntoOneLine) {
  EXPECT_EQ(for_log("/a\r\n\"\x1b[0m\xff"), "/a\\x0d\\x0a\\x22\\x1b[0m\\xff");
  EXPECT_EQ(for_log(std::string(300, 'a')), std::string(200, 'a') + "...");
}

}  // namespace
}  // namespace keratin::server
