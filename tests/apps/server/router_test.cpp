#include "server/router.h"

#include <cstring>
#include <future>

#include "fixtures.h"
#include "keratin/tensor/creation.h"
#include "server/page.h"
#include "server/v1.h"
#include "server/v2.h"

namespace keratin::server {
namespace {

/// Models "a" (versions 1 and 2, of factors 1 and 2) and "two" in a store, without a network.
class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    save(scaling_model(1), folder_.path("a/1/model.keras"));
    save(scaling_model(2), folder_.path("a/2/model.keras"));
    save(two_input_model(), folder_.path("two/1/model.keras"));
    store_ = std::make_unique<ModelStore>(StoreOptions{.path = folder_.path(), .reload_seconds = 0},
                                          predictors_, metrics_);
    site_ = std::make_unique<Site>(Site{*store_, metrics_, workers_});
  }
  ~RouterTest() override {
    workers_.end();
    predictors_.end();
  }

  Response ask(Request request) {
    std::promise<Response> response;
    route(*site_, std::move(request), [&](Response r) { response.set_value(std::move(r)); });
    return response.get_future().get();
  }
  Response get(const std::string& target) { return ask({.target = target}); }
  Response post(const std::string& target, const std::string& body,
                const std::string& header_length = "") {
    return ask({.method = Method::post,
                .target = target,
                .body = body,
                .inference_header_length = header_length});
  }
  /// "200 body", without the line's end.
  std::string text_of(const Response& response) {
    std::string body = response.body;
    if (!body.empty() && body.back() == '\n') body.pop_back();
    return std::to_string(response.status) + " " + body;
  }
  std::string predicted(const std::string& body, const std::string& model = "a") {
    return text_of(post("/v1/models/" + model + ":predict", body));
  }
  std::string inferred(const std::string& body, const std::string& model = "a") {
    return text_of(post("/v2/models/" + model + "/infer", body));
  }

  Folder folder_;
  Metrics metrics_;
  TaskPool predictors_{1}, workers_{1};
  std::unique_ptr<ModelStore> store_;
  std::unique_ptr<Site> site_;
};

void expect_part(const std::string& text, std::string_view part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST_F(RouterTest, SplitsPaths) {
  EXPECT_EQ(parts_of("/v1/models/a%20b?c=d"), (std::vector<std::string>{"v1", "models", "a b"}));
  EXPECT_EQ(parts_of("/"), std::vector<std::string>());
  EXPECT_EQ(parts_of("//a/"), (std::vector<std::string>{"", "a"}));
  for (const char* path : {"", "a", "/%", "/%1", "/%zz"}) {
    EXPECT_EQ(refusal_of([&] { parts_of(path); }).substr(0, 3), "400") << path;
  }
}

TEST_F(RouterTest, AnswersUnknownAddressesAndMethods) {
  EXPECT_EQ(get("/nothing").status, 404);
  EXPECT_EQ(get("/v3/models").status, 404);
  EXPECT_EQ(get("/v1/models").status, 404);
  EXPECT_EQ(get("/../etc/passwd").status, 404);
  EXPECT_EQ(get("/v1/models/a:predict").status, 405);
  EXPECT_EQ(get("/v1/models/a:predict").headers[0].second, "POST");
  EXPECT_EQ(post("/metrics", "").status, 405);
  EXPECT_EQ(post("/v1/models/a:explain", "").status, 404);
  EXPECT_EQ(post("/v1/models/a:classify", "{}").status, 400);
  EXPECT_EQ(post("/v1/models/a:regress", "{}").status, 400);
}

TEST_F(RouterTest, SaysTheStatusAsTensorFlowServing) {
  EXPECT_EQ(text_of(get("/v1/models/a/versions/1")),
            R"(200 {"model_version_status": [{"version": "1", "state": "AVAILABLE", )"
            R"("status": {"error_code": "OK", "error_message": ""}}]})");
  expect_part(get("/v1/models/a").body, R"("version": "2")");
  EXPECT_EQ(text_of(get("/v1/models/x")),
            R"(404 {"error": "Could not find any versions of model x"})");
  EXPECT_EQ(text_of(get("/v1/models/a/versions/9")),
            R"(404 {"error": "Could not find version 9 of model a"})");
  EXPECT_EQ(get("/v1/models/a/versions/x").status, 400);
  expect_part(get("/v1/models/a/labels/stable").body, "label");
  expect_part(get("/v1/models/two/metadata").body,
              R"("ids": {"dtype": "DT_INT32", "tensor_shape": {"dim": [{"size": "-1", )");
}

TEST_F(RouterTest, PredictsByRowsAndByColumns) {
  EXPECT_EQ(predicted(R"({"instances": [[1, 2], [3, 4.5]]})"),
            R"(200 {"predictions": [[6.0], [15.0]]})");
  EXPECT_EQ(predicted(R"({"signature_name": "serving_default", "inputs": [[1, 2]]})"),
            R"(200 {"outputs": [[6.0]]})");
  EXPECT_EQ(predicted(R"({"inputs": {"x": [[1, 2]]}})"), R"(200 {"outputs": [[6.0]]})");
  EXPECT_EQ(predicted(R"({"instances": [{"x": [1, 2]}]})"), R"(200 {"predictions": [[6.0]]})");
  EXPECT_EQ(text_of(post("/v1/models/a/versions/1:predict", R"({"instances": [[1, 2]]})")),
            R"(200 {"predictions": [[3.0]]})");
}

TEST_F(RouterTest, PredictsWithSeveralInputsAndOutputs) {
  EXPECT_EQ(predicted(R"({"instances": [{"ids": [1, 3], "flags": [true, false]},
                                        {"flags": [true, true], "ids": [2, 2]}]})",
                      "two"),
            R"(200 {"predictions": [{"mean": [2.0], "any": [1.0, 0.0]}, )"
            R"({"mean": [2.0], "any": [1.0, 1.0]}]})");
  EXPECT_EQ(predicted(R"({"inputs": {"ids": [[1, 2]], "flags": [[false, true]]}})", "two"),
            R"(200 {"outputs": {"mean": [[1.5]], "any": [[0.0, 1.0]]}})");
}

TEST_F(RouterTest, RefusesRowsOfOutputsThatHaveNone) {
  const ModelPtr model = store_->find("two");
  const Tensors outputs = {zeros({3, 1}), zeros({1, 2})};
  EXPECT_EQ(refusal_of([&] { predict_answer(*model, outputs, 3); }),
            "400 the output 'any' has shape (1, 2), not a row for each of 3 instances; 'inputs' "
            "instead of 'instances' gets it as it is");
  EXPECT_EQ(predict_answer(*model, outputs, 0),
            "{\"outputs\": {\"mean\": [[0.0], [0.0], [0.0]], \"any\": [[0.0, 0.0]]}}\n");
  EXPECT_THROW(predict_answer(*store_->find("a"), zeros({}), 1), Refusal);
}

TEST_F(RouterTest, RefusesBadPredictBodies) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "a value is missing"},
      {"[]", "expected an object"},
      {"{}", "'instances' or 'inputs' is missing"},
      {R"({"instances": []})", "'instances' is empty"},
      {R"({"instances": [[1, 2]], "inputs": [[1, 2]]})", "not both"},
      {R"({"instances": [[1, 2, 3]]})", "takes shape [-1, 2]"},
      {R"({"instances": [[1, 2], [3]]})", "lists of 2 and of 1"},
      {R"({"instances": [{"x": [1, 2], "x": [1, 2]}]})", "comes twice"},
      {R"({"instances": [{"y": [1, 2]}]})", "there is no input 'y'; the model has 'x'"},
      {R"({"instances": [{}]})", "'x' is missing"},
      {R"({"instances": [[1, 2]], "signature_name": "other"})", "signature"},
      {R"({"instances": [[1, 2]], "more": 1})", "there is no 'more'"},
      {R"({"instances": [[1, 2]]} )"
       "x",
       "something follows"},
      {R"({"instances": [["a", "b"]]})", "found a string"},
      {R"({"instances": [[1e99, 2]]})", "1e99 is no float32"},
      {R"({"inputs": 3})", "takes shape [-1, 2]"},
  };
  for (const auto& [body, part] : cases) {
    const std::string answer = predicted(body);
    EXPECT_EQ(answer.substr(0, 3), "400") << body;
    expect_part(answer, part);
  }
  expect_part(predicted(R"({"instances": [1]})", "two"), "each instance must be an object");
  expect_part(
      predicted(R"({"inputs": {"ids": [[1]], "flags": [[true, true], [true, true]]}})", "two"),
      "has 2 rows");
  EXPECT_EQ(predicted(R"({"instances": [[1, 2]]})", "x"),
            R"x(404 {"error": "Servable not found for request: Latest(x)"})x");
}

TEST_F(RouterTest, SpeaksTheOpenInferenceProtocol) {
  expect_part(get("/v2").body, R"("extensions": ["binary_tensor_data"])");
  EXPECT_EQ(text_of(get("/v2/health/live")), R"(200 {"live": true})");
  EXPECT_EQ(text_of(get("/v2/health/ready")), R"(200 {"ready": true})");
  EXPECT_EQ(text_of(get("/v2/models/a/versions/1/ready")), R"(200 {"name": "a", "ready": true})");
  EXPECT_EQ(get("/v2/models/x/ready").status, 404);
  EXPECT_EQ(text_of(get("/v2/models/two")),
            R"(200 {"name": "two", "versions": ["1"], "platform": "keratin", )"
            R"("inputs": [{"name": "ids", "datatype": "INT32", "shape": [-1, -1]}, )"
            R"({"name": "flags", "datatype": "BOOL", "shape": [-1, 2]}], )"
            R"("outputs": [{"name": "mean", "datatype": "FP32", "shape": [-1, 1]}, )"
            R"({"name": "any", "datatype": "FP32", "shape": [-1, 2]}]})");
}

TEST_F(RouterTest, InfersFromJson) {
  // In another order than usual, the numbers flat and nested.
  EXPECT_EQ(inferred(R"({"inputs": [{"data": [1, 2, 3, 4], "datatype": "FP32", "shape": [2, 2],
                         "name": "x"}], "id": "q\"1"})"),
            R"(200 {"model_name": "a", "model_version": "2", "id": "q\"1", "outputs": )"
            R"([{"name": "y", "datatype": "FP32", "shape": [2, 1], "data": [6.0, 14.0]}]})");
  expect_part(inferred(R"({"inputs": [
      {"name": "flags", "datatype": "BOOL", "shape": [1, 2], "data": [[true, false]]},
      {"name": "ids", "datatype": "INT32", "shape": [1, 1], "data": [3]}],
      "outputs": [{"name": "any"}]})",
                       "two"),
              R"("outputs": [{"name": "any", "datatype": "FP32", "shape": [1, 2], )"
              R"("data": [1.0, 0.0]}])");
}

TEST_F(RouterTest, InfersFromBytes) {
  const float values[] = {1, 2};
  const std::string bytes(reinterpret_cast<const char*>(values), sizeof values);
  const std::string json = R"({"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 2], )"
                           R"("parameters": {"binary_data_size": 8}}], "outputs": [{"name": "y", )"
                           R"("parameters": {"binary_data": true}}]})";
  const Response response = post("/v2/models/a/infer", json + bytes, std::to_string(json.size()));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.content_type, "application/octet-stream");
  ASSERT_EQ(response.headers.size(), 1u);
  const size_t head = std::stoul(response.headers[0].second);
  expect_part(response.body.substr(0, head), R"("parameters": {"binary_data_size": 4})");
  float result = 0;
  ASSERT_EQ(response.body.size(), head + sizeof result);
  std::memcpy(&result, response.body.data() + head, sizeof result);
  EXPECT_EQ(result, 6);

  const std::string length = std::to_string(json.size());
  expect_part(text_of(post("/v2/models/a/infer", json + bytes + "x", length)),
              "1 bytes of binary data belong to no input");
  expect_part(text_of(post("/v2/models/a/infer", json + "1234", length)), "4 are left");
  for (const char* bad : {"-1", "99999", "x", "+5", "1e2", "99999999999999999999"}) {
    expect_part(text_of(post("/v2/models/a/infer", json + bytes, bad)),
                "400 {\"error\": \"Inference-Header-Content-Length");
  }
  expect_part(text_of(post("/v2/models/a/infer", json + bytes, "5")), "400 ");
}

TEST_F(RouterTest, RefusesBadInferBodies) {
  const auto input = [](std::string_view rest) {
    return R"({"inputs": [{"name": "x", )" + std::string(rest) + "}]}";
  };
  const std::pair<std::string, const char*> cases[] = {
      {"{}", "'x' is missing"},
      {input(R"("datatype": "FP32", "shape": [1, 2])"), "must have 'data'"},
      {input(R"("datatype": "FP32", "data": [1, 2])"), "has no 'shape'"},
      {input(R"("datatype": "INT32", "shape": [1, 2], "data": [1, 2])"), "has datatype FP32"},
      {input(R"("datatype": "FP32", "shape": [1, 2], "data": [1])"), "its data has 1 numbers"},
      {input(R"("datatype": "FP32", "shape": [-1, 2], "data": [1, 2])"), "whole number"},
      {input(R"("datatype": "FP32", "shape": [4611686018427387905, 8], "data": [])"), "whole"},
      {input(R"("datatype": "FP32", "shape": [4294967296, 4294967296], "data": [])"), "more"},
      {input(R"("datatype": "FP32", "shape": [0, 2], "data": [])"), "no rows"},
      {input(R"("datatype": "FP32", "shape": [1,1,1,1,1,1,1,1,1], "data": [1])"), "8 axes"},
      {input(R"("datatype": "FP32", "shape": [1, 2], "data": 5)"), "must be a list"},
      {input(R"("datatype": "FP32", "shape": [1, 2], "data": [1, 2], "more": 1)"), "no 'more'"},
      {input(R"("datatype": "FP32", "shape": [1, 2], "parameters": {"content_type": "np"})"),
       "the parameter 'content_type' of an input is not known"},
      {R"({"inputs": [], "parameters": {"sequence_id": 4}})", "'sequence_id' of the request"},
      {R"({"inputs": [{"name": "z"}]})", "there is no input 'z'; the model has 'x'"},
      {R"({"inputs": [], "inputs": []})", "second 'inputs'"},
      {R"({"more": 1})", "has no 'more'"},
      {R"({"model_name": "b", "inputs": []})", "'model_name' is 'b'"},
  };
  for (const auto& [body, part] : cases) {
    const std::string answer = inferred(body);
    EXPECT_EQ(answer.substr(0, 3), "400") << body;
    expect_part(answer, part);
  }
  const std::string good = R"("datatype": "FP32", "shape": [1, 2], "data": [1, 2]}], )";
  expect_part(inferred(R"({"inputs": [{"name": "x", )" + good + R"("outputs": [{"name": "z"}]})"),
              "there is no output 'z'");
  expect_part(inferred(R"({"inputs": [
      {"name": "flags", "datatype": "BOOL", "shape": [1, 2], "data": [true, false]},
      {"name": "ids", "datatype": "INT32", "shape": [1, 1], "data": [3]}],
      "outputs": [{"name": "any"}, {"name": "any"}]})",
                       "two"),
              "'outputs' names 'any' twice");
}

TEST_F(RouterTest, GivesMetrics) {
  const Response response = get("/metrics");
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  expect_part(response.body, "keratin_models 3\n");
}

TEST_F(RouterTest, ServesThePage) {
  const Response page = get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  const auto& headers = page.headers;
  ASSERT_EQ(headers[0].first, "ETag");
  EXPECT_EQ(ask({.target = "/", .if_none_match = headers[0].second}).status, 304);
  EXPECT_EQ(ask({.target = "/", .if_none_match = "\"a\", W/" + headers[0].second}).status, 304);
  EXPECT_EQ(ask({.target = "/", .if_none_match = "\"a\""}).status, 200);
  EXPECT_EQ(get("/page/page.js").status, 200);
  EXPECT_EQ(get("/page/other.js").status, 404);
  expect_part(get("/page/models").body, R"({"name": "a", "version": "2", "reads_digits": false)");
  site_->has_page = false;
  EXPECT_EQ(get("/").status, 404);
  EXPECT_EQ(get("/page/models").status, 404);
}

}  // namespace
}  // namespace keratin::server
