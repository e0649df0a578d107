#include "server/metrics.h"

#include "fixtures.h"

namespace keratin::server {
namespace {

void expect_line(const std::string& text, const std::string& line) {
  EXPECT_NE(("\n" + text).find("\n" + line + "\n"), std::string::npos) << line << "\n" << text;
}

TEST(Metrics, CountsRequestsByEndpointModelAndStatus) {
  Metrics metrics;
  metrics.count_request("v1_predict", "digits", 200, 0.003);
  metrics.count_request("v1_predict", "digits", 200, 20);
  metrics.count_request("v1_predict", "digits", 400, 0.5);
  const std::string text = metrics.text();
  const std::string where = "endpoint=\"v1_predict\",model=\"digits\"";
  expect_line(text, "# TYPE keratin_requests_total counter");
  expect_line(text, "keratin_requests_total{" + where + ",status=\"200\"} 2");
  expect_line(text, "keratin_requests_total{" + where + ",status=\"400\"} 1");
  expect_line(text, "# TYPE keratin_request_seconds histogram");
  expect_line(text, "keratin_request_seconds_bucket{" + where + ",le=\"0.0025\"} 0");
  expect_line(text, "keratin_request_seconds_bucket{" + where + ",le=\"0.005\"} 1");
  expect_line(text, "keratin_request_seconds_bucket{" + where + ",le=\"0.5\"} 2");
  expect_line(text, "keratin_request_seconds_bucket{" + where + ",le=\"+Inf\"} 3");
  expect_line(text, "keratin_request_seconds_sum{" + where + "} 20.503");
  expect_line(text, "keratin_request_seconds_count{" + where + "} 3");
}

TEST(Metrics, CountsBatchesAndLoads) {
  Metrics metrics;
  metrics.count_batch("digits", 3, 5, 0.1);
  metrics.count_reload(true);
  metrics.count_reload(false);
  metrics.in_flight = 2;
  const std::string text = metrics.text();
  expect_line(text, "keratin_batched_requests_total{model=\"digits\"} 3");
  expect_line(text, "keratin_batch_rows_bucket{model=\"digits\",le=\"4\"} 0");
  expect_line(text, "keratin_batch_rows_bucket{model=\"digits\",le=\"8\"} 1");
  expect_line(text, "keratin_batch_rows_sum{model=\"digits\"} 5");
  expect_line(text, "keratin_reloads_total 1");
  expect_line(text, "keratin_failed_reloads_total 1");
  expect_line(text, "keratin_in_flight 2");
}

TEST(Metrics, EscapesLabels) {
  EXPECT_EQ(label("model", "a\"b\\c\nd"), "model=\"a\\\"b\\\\c\\nd\"");
  EXPECT_EQ(label("model", "\xed\x95\x9c\xff"), "model=\"\xed\x95\x9c\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace keratin::server
