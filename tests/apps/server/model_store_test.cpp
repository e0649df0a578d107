#include "server/model_store.h"

#include <fstream>

#include "fixtures.h"
#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "server/metrics.h"

namespace keratin::server {
namespace {

class ModelStoreTest : public ::testing::Test {
 protected:
  ModelStore& open(const std::string& path, const std::string& name = "") {
    store_ = std::make_unique<ModelStore>(
        StoreOptions{.path = path,
                     .name = name,
                     .reload_seconds = 0,
                     .log = [this](std::string_view line) { log_ += std::string(line) + "\n"; }},
        pool_, metrics_);
    return *store_;
  }
  static float answer(const ServedModel& model) {
    return model.predict_with_hidden({ones({1, 2})})[0].item<float>();
  }

  Folder folder_;
  Metrics metrics_;
  TaskPool pool_{1};
  std::string log_;
  std::unique_ptr<ModelStore> store_;
};

TEST_F(ModelStoreTest, ServesOneFileByItsName) {
  save(scaling_model(2), folder_.path("net.keras"));
  ModelStore& store = open(folder_.path("net.keras"));
  EXPECT_EQ(store.names(), std::vector<std::string>{"net"});
  EXPECT_EQ(store.find("net")->version(), 1);
  EXPECT_EQ(answer(*store.find("net")), 4);
  EXPECT_EQ(open(folder_.path("net.keras"), "other").names(), std::vector<std::string>{"other"});
}

TEST_F(ModelStoreTest, ServesFoldersOfNamesAndVersions) {
  save(scaling_model(1), folder_.path("a/1/model.keras"));
  save(scaling_model(2), folder_.path("a/12/model.h5"));
  save(scaling_model(3), folder_.path("b/3/any.keras"));
  save(scaling_model(4), folder_.path("c.keras"));
  save(scaling_model(5), folder_.path("a/draft/model.keras"));
  ModelStore& store = open(folder_.path());
  EXPECT_EQ(store.names(), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(store.find("a")->version(), 12);
  EXPECT_EQ(answer(*store.find("a", 1)), 2);
  EXPECT_EQ(store.find("b")->version(), 3);
  EXPECT_EQ(store.versions("a").size(), 2u);
  EXPECT_EQ(refusal_of([&] { store.find("a", 2); }),
            "404 Servable not found for request: Specific(a, 2)");
  EXPECT_EQ(refusal_of([&] { store.find("x"); }), "404 Servable not found for request: Latest(x)");
}

TEST_F(ModelStoreTest, ServesAFolderOfVersionsByItsName) {
  save(scaling_model(1), folder_.path("net/1/model.keras"));
  EXPECT_EQ(open(folder_.path("net")).names(), std::vector<std::string>{"net"});
  EXPECT_EQ(open(folder_.path("net"), "mine").names(), std::vector<std::string>{"mine"});
}

TEST_F(ModelStoreTest, LoadsWhatIsNewAndLetsGoWhatIsGone) {
  save(scaling_model(1), folder_.path("a/1/model.keras"));
  ModelStore& store = open(folder_.path());
  const ModelPtr first = store.find("a");
  store.look();
  EXPECT_EQ(store.find("a"), first);  // the same file is not loaded again
  save(scaling_model(2), folder_.path("a/1/model.keras"));
  save(scaling_model(3), folder_.path("a/2/model.keras"));
  store.look();
  EXPECT_EQ(answer(*store.find("a", 1)), 4);
  EXPECT_EQ(answer(*store.find("a")), 6);
  EXPECT_EQ(answer(*first), 2);  // whoever has it keeps it
  std::filesystem::remove_all(folder_.path("a/2"));
  store.look();
  EXPECT_EQ(store.find("a")->version(), 1);
  EXPECT_NE(log_.find("let go a version 2"), std::string::npos);
}

TEST_F(ModelStoreTest, GoesOnWithTheOldOneWhenTheNewOneIsBroken) {
  save(scaling_model(1), folder_.path("a/1/model.keras"));
  ModelStore& store = open(folder_.path());
  std::ofstream(folder_.path("a/1/model.keras")) << "half a file";
  std::filesystem::create_directories(folder_.path("a/2"));
  std::ofstream(folder_.path("a/2/model.keras")) << "no model";
  store.look();
  EXPECT_EQ(store.find("a")->version(), 1);
  EXPECT_EQ(answer(*store.find("a")), 2);
  const std::vector<VersionStatus> versions = store.versions("a");
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_FALSE(versions[0].error.empty());
  EXPECT_EQ(versions[1].model, nullptr);
  save(scaling_model(7), folder_.path("a/1/model.keras"));
  store.look();
  EXPECT_EQ(answer(*store.find("a", 1)), 14);
  EXPECT_TRUE(store.versions("a")[0].error.empty());
}

TEST_F(ModelStoreTest, KeepsWhatItHasWhenTheFolderIsOutOfReach) {
  save(scaling_model(1), folder_.path("net.keras"));
  ModelStore& store = open(folder_.path("net.keras"));
  std::filesystem::remove(folder_.path("net.keras"));
  store.look();
  EXPECT_EQ(answer(*store.find("net")), 2);
}

TEST_F(ModelStoreTest, RefusesToBeginWithNothing) {
  EXPECT_THROW(open(folder_.path("missing.keras")), FileError);
  EXPECT_THROW(open(folder_.path()), FileError);
  std::ofstream(folder_.path("broken.keras")) << "no model";
  EXPECT_THROW(open(folder_.path()), FileError);
}

}  // namespace
}  // namespace keratin::server
