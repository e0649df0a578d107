#include "server/server.h"

#include <future>

#include "fixtures.h"
#include "keratin/base/error.h"

namespace keratin::server {
namespace {

constexpr const char* kPredict = "POST /v1/models/net:predict";
/// One chunk: its length in sixteens, and its bytes.
std::string text_of_chunk(const std::string& bytes) {
  char length[32];
  std::snprintf(length, sizeof length, "%zx\r\n", bytes.size());
  return length + bytes + "\r\n";
}

constexpr const char* kRow = R"({"instances": [[1, 2]]})";

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() { save(scaling_model(2), folder_.path("net.keras")); }
  ServeOptions options() { return {.path = folder_.path("net.keras"), .reload_seconds = 0}; }
  Folder folder_;
};

TEST_F(ServerTest, AnswersOnOneConnectionAgainAndAgain) {
  const Running server(options());
  Client client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send(request(kPredict, kRow));
    EXPECT_EQ(body_of(client.answer()), "{\"predictions\": [[6.0]]}\n");
  }
  // Two at once, in their order.
  client.send(request("GET /v2/health/live") + request(kPredict, kRow) + request("GET /v2"));
  EXPECT_EQ(body_of(client.answer()), "{\"live\": true}\n");
  EXPECT_EQ(body_of(client.answer()), "{\"predictions\": [[6.0]]}\n");
  EXPECT_NE(client.answer().find("keratin"), std::string::npos);
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
  const Running server(options());
  Client client(server.port());
  client.send(request("HEAD /v2/health/live") + request("GET /v2/health/live"));
  const std::string head = client.answer(false);
  EXPECT_NE(head.find("Content-Length: 15\r\n"), std::string::npos);
  EXPECT_EQ(body_of(head), "");
  EXPECT_EQ(body_of(client.answer()), "{\"live\": true}\n");
}

TEST_F(ServerTest, TakesChunksAndSaysContinue) {
  const Running server(options());
  Client client(server.port());
  client.send(std::string(kPredict) +
              " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              "5\r\n{\"ins\r\n12\r\ntances\": [[1, 2]]}\r\n0\r\n\r\n");
  EXPECT_EQ(body_of(client.answer()), "{\"predictions\": [[6.0]]}\n");
  client.send(std::string(kPredict) +
              " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 23\r\n\r\n");
  EXPECT_EQ(client.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(kRow);
  EXPECT_EQ(body_of(client.answer()), "{\"predictions\": [[6.0]]}\n");
}

TEST_F(ServerTest, RefusesWhatIsTooLarge) {
  ServeOptions small = options();
  small.max_header_bytes = 1000;
  small.max_body_bytes = 100;
  const Running server(small);
  EXPECT_EQ(status_of(ask(server.port(), "GET /v2", "", "A: " + std::string(2000, 'a') + "\r\n")),
            431);
  EXPECT_EQ(status_of(ask(server.port(), kPredict, std::string(101, ' '))), 413);
  EXPECT_EQ(status_of(ask(server.port(), kPredict, "", "Transfer-Encoding: chunked\r\n")), 400);
  Client client(server.port());
  client.send(std::string(kPredict) +
              " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n80\r\n" +
              std::string(128, ' ') + "\r\n");
  EXPECT_EQ(status_of(client.answer()), 413);
}

TEST_F(ServerTest, RefusesWhatTakesTooLong) {
  ServeOptions hasty = options();
  hasty.header_seconds = hasty.body_seconds = 0.05;
  const Running server(hasty);
  Client header(server.port()), body(server.port());
  header.send("GET /v2 HTTP/1.1\r\nHost: loc");
  body.send(
      "POST /v1/models/net:predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{");
  EXPECT_EQ(status_of(header.answer()), 408);
  EXPECT_EQ(status_of(body.answer()), 408);
  EXPECT_EQ(header.rest(), "");
}

TEST_F(ServerTest, EndsIdleConnectionsWithoutAWord) {
  ServeOptions hasty = options();
  hasty.idle_seconds = 0.05;
  const Running server(hasty);
  Client client(server.port());
  EXPECT_EQ(client.rest(), "");
}

TEST_F(ServerTest, RefusesConnectionsOverTheLimit) {
  ServeOptions few = options();
  few.max_connections = 2;
  const Running server(few);
  Client one(server.port()), two(server.port());
  for (Client* client : {&one, &two}) {
    client->send(request("GET /v2"));
    EXPECT_EQ(status_of(client->answer()), 200);
  }
  Client three(server.port());
  const std::string answer = three.answer();
  EXPECT_EQ(status_of(answer), 503);
  EXPECT_NE(answer.find("Retry-After: 1\r\n"), std::string::npos);
}

TEST_F(ServerTest, RefusesBodiesOverAllThatItHolds) {
  ServeOptions little = options();
  little.max_bytes_held = 1000;
  const Running server(little);
  EXPECT_EQ(status_of(ask(server.port(), kPredict, std::string(2000, ' '))), 503);
  EXPECT_EQ(status_of(ask(server.port(), kPredict, kRow)), 200);
}

TEST_F(ServerTest, KeepsOtherSitesOut) {
  ServeOptions guarded = options();
  guarded.allowed_hosts = {"models.example"};
  guarded.allowed_origins = {"https://page.example"};
  const Running server(guarded);
  const auto get = [&](const std::string& host, const std::string& header) {
    Client client(server.port());
    client.send("GET /v2 HTTP/1.1\r\n" + host + header + "\r\n");
    return client.answer();
  };
  EXPECT_EQ(status_of(get("", "")), 400);
  EXPECT_EQ(status_of(get("Host: a\r\n", "Host: b\r\n")), 400);
  EXPECT_EQ(status_of(get("Host: evil.example\r\n", "")), 403);
  EXPECT_EQ(status_of(get("Host: models.example\r\n", "")), 200);
  EXPECT_EQ(status_of(get("Host: localhost\r\n", "Origin: http://evil.example\r\n")), 403);
  EXPECT_EQ(status_of(get("Host: localhost\r\n", "Origin: null\r\n")), 403);
  const std::string allowed = get("Host: localhost\r\n", "Origin: https://PAGE.example\r\n");
  EXPECT_EQ(status_of(allowed), 200);
  EXPECT_NE(allowed.find("Access-Control-Allow-Origin: https://page.example\r\n"),
            std::string::npos);
  EXPECT_NE(allowed.find("Access-Control-Expose-Headers: ETag, Inference-Header-Content-Length"),
            std::string::npos);
  EXPECT_EQ(status_of(ask(server.port(), "OPTIONS /v2", "", "Origin: https://page.example\r\n")),
            204);
  EXPECT_EQ(status_of(ask(server.port(), "OPTIONS /v2")), 405);
}

TEST_F(ServerTest, LogsALineARequest) {
  ServeOptions logging = options();
  std::mutex mutex;
  std::string lines;
  logging.has_log = true;
  logging.log = [&](std::string_view line) {
    const std::lock_guard lock(mutex);
    lines += std::string(line) + "\n";
  };
  Running server(logging);
  EXPECT_EQ(status_of(ask(server.port(), kPredict, kRow)), 200);
  server.stop();
  EXPECT_NE(lines.find("127.0.0.1 \"POST /v1/models/net:predict\" 200 25 "), std::string::npos)
      << lines;
}

TEST_F(ServerTest, LosesNoRequestWhileItLoadsAnotherVersion) {
  ServeOptions watching = options();
  watching.reload_seconds = 0.01;
  const Running server(watching);
  std::atomic<bool> is_done = false;
  std::atomic<int> failures = 0, answers = 0;
  const auto ask_on = [&] {
    Client client(server.port());
    while (!is_done) {
      client.send(request(kPredict, kRow));
      const std::string body = body_of(client.answer());
      // Each of the versions gives three times its factor.
      const bool is_good = body.find("{\"predictions\": [[") == 0 && body.find("[[0.0]]") > 100;
      is_good ? ++answers : ++failures;
    }
  };
  auto one = std::async(std::launch::async, ask_on), two = std::async(std::launch::async, ask_on);
  for (int i = 3; i < 10; ++i) {
    save(scaling_model(static_cast<float>(i)), folder_.path("net.keras"));
    const std::string wanted = "{\"predictions\": [[" + std::to_string(3 * i) + ".0]]}\n";
    while (body_of(ask(server.port(), kPredict, kRow)) != wanted) std::this_thread::yield();
  }
  is_done = true;
  one.get();
  two.get();
  EXPECT_EQ(failures, 0);
  EXPECT_GT(answers, 0);
}

/// Waits until the metrics have that line.
void wait_for(uint16_t port, const std::string& line) {
  while (ask(port, "GET /metrics").find("\n" + line + "\n") == std::string::npos) {
    std::this_thread::yield();
  }
}

TEST_F(ServerTest, FinishesWhatRunsWhenItStops) {
  // Two rows make a batch, and none is computed before: when the stop comes, one request waits in
  // the queue, and of the other one the body is not there yet.
  ServeOptions slow = options();
  slow.batch_delay_ms = 60'000;
  slow.max_batch_rows = 2;
  Running server(slow);
  Client idle(server.port()), waiting(server.port()), late(server.port());
  idle.send(request("GET /v2"));
  EXPECT_EQ(status_of(idle.answer()), 200);
  const std::string whole = request(kPredict, kRow);
  waiting.send(whole);
  late.send(whole.substr(0, whole.size() - 5));
  wait_for(server.port(), "keratin_waiting 1");
  wait_for(server.port(), "keratin_in_flight 3");  // with the one that asks for the metrics
  auto stop = std::async(std::launch::async, [&] { server.stop(); });
  EXPECT_EQ(idle.rest(), "");
  EXPECT_THROW(Client(server.port()), std::runtime_error);
  late.send(whole.substr(whole.size() - 5));
  for (Client* client : {&waiting, &late}) {
    const std::string answer = client->answer();
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
    EXPECT_EQ(body_of(answer), "{\"predictions\": [[6.0]]}\n");
    EXPECT_EQ(client->rest(), "");
  }
  stop.get();
}

TEST_F(ServerTest, ComputesNothingForThoseWhoAreGoneAfterTheStop) {
  ServeOptions slow = options();
  slow.batch_delay_ms = 60'000;
  slow.stop_seconds = 0.01;
  Running server(slow);
  Client waiting(server.port());
  waiting.send(request(kPredict, kRow));
  wait_for(server.port(), "keratin_waiting 1");
  server.stop();
  EXPECT_EQ(waiting.rest(), "");
}

TEST_F(ServerTest, LetsOthersInWhileACrowdIsTurnedAway) {
  ServeOptions few = options();
  few.max_connections = 1;
  const Running server(few);
  auto inside = std::make_unique<Client>(server.port());
  inside->send(request("GET /v2"));
  EXPECT_EQ(status_of(inside->answer()), 200);
  // They stay to be told, and are no part of those who are served.
  std::vector<std::unique_ptr<Client>> crowd;
  for (int i = 0; i < 10; ++i) {
    crowd.push_back(std::make_unique<Client>(server.port()));
    EXPECT_EQ(status_of(crowd.back()->answer()), 503);
  }
  inside.reset();
  int tries = 0;
  for (int status = 503; status != 200; ++tries) {
    crowd.push_back(std::make_unique<Client>(server.port()));
    crowd.back()->send(request("GET /v2"));
    status = status_of(crowd.back()->answer());
    ASSERT_LT(tries, 10000) << "the doors stay closed";
  }
}

TEST_F(ServerTest, TakesNothingOfTheHeaderFromBehindTheBody) {
  const Running server(options());
  const std::string body =
      R"({"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 2], "data": [1, 2]}]})";
  Client client(server.port());
  client.send(
      "POST /v2/models/net/infer HTTP/1.1\r\nHost: localhost\r\n"
      "Transfer-Encoding: chunked\r\n\r\n" +
      text_of_chunk(body) + "0\r\nInference-Header-Content-Length: 5\r\n\r\n");
  EXPECT_EQ(status_of(client.answer()), 200);
  // And an empty line in front of a request is none of it.
  client.send("\r\n\r\n" + request("GET /v2"));
  EXPECT_EQ(status_of(client.answer()), 200);
}

TEST_F(ServerTest, RefusesOptionsOutsideTheirRange) {
  ServeOptions bad = options();
  bad.max_batch_rows = 0;
  EXPECT_THROW(Server{bad}, ValueError);
  bad = options();
  bad.idle_seconds = 0;
  EXPECT_THROW(Server{bad}, ValueError);
  bad = options();
  bad.allowed_origins = {"http://a\r\nSet-Cookie: b"};
  EXPECT_THROW(Server{bad}, ValueError);
  const Running first(options());
  bad = options();
  bad.log = [](std::string_view) {};
  bad.port = first.port();
  EXPECT_THROW(Server{bad}, std::system_error);
  bad.address = "no.address";
  EXPECT_THROW(Server{bad}, ValueError);
  bad.address = "localhost";
  bad.port = 0;
  EXPECT_EQ(Server{bad}.url().rfind("http://127.0.0.1:", 0), 0u);
}

}  // namespace
}  // namespace keratin::server
