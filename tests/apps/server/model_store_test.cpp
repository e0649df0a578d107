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

TEST_F(ModelStoreTest, KeepsAModelWhoseFileCannotBeLookedAt) {
  save(scaling_model(1), folder_.path("a/1/model.keras"));
  save(scaling_model(2), folder_.path("b/1/model.keras"));
  save(scaling_model(3), folder_.path("c.keras"));
  ModelStore& store = open(folder_.path());
  // A link to itself is there, and nobody can read it, not even root.
  std::filesystem::remove(folder_.path("a/1/model.keras"));
  std::filesystem::create_symlink("model.keras", folder_.path("a/1/model.keras"));
  std::filesystem::remove_all(folder_.path("b/1"));
  store.look();
  store.look();
  EXPECT_EQ(answer(*store.find("a")), 2);
  EXPECT_EQ(store.names(), (std::vector<std::string>{"a", "c"}));
  const size_t said = log_.find("cannot look at " + folder_.path("a/1/model.keras"));
  ASSERT_NE(said, std::string::npos) << log_;
  EXPECT_EQ(log_.find("cannot look at", said + 1), std::string::npos) << log_;
}

TEST_F(ModelStoreTest, TriesAgainWhatFailedAndSaysItOnce) {
  save(scaling_model(1), folder_.path("a/1/model.keras"));
  std::filesystem::create_directories(folder_.path("a/2"));
  std::ofstream(folder_.path("a/2/model.keras")) << "no model";
  ModelStore& store = open(folder_.path());
  for (int i = 0; i < 6; ++i) store.look();  // tries at the second and the sixth
  EXPECT_NE(metrics_.text().find("keratin_failed_reloads_total 3\n"), std::string::npos);
  const size_t said = log_.find("cannot load a version 2");
  ASSERT_NE(said, std::string::npos);
  EXPECT_EQ(log_.find("cannot load", said + 1), std::string::npos) << log_;
  EXPECT_EQ(store.find("a")->version(), 1);
}

TEST_F(ModelStoreTest, KnowsAFolderByTheLinksNameAndALinkedFileByItsOwn) {
  save(scaling_model(1), folder_.path("releases/july/1/model.keras"));
  save(scaling_model(2), folder_.path("releases/august/1/model.keras"));
  std::filesystem::create_directory_symlink("releases/july", folder_.path("digits"));
  ModelStore& store = open(folder_.path("digits/"));
  EXPECT_EQ(store.names(), std::vector<std::string>{"digits"});
  EXPECT_EQ(answer(*store.find("digits")), 2);
  std::filesystem::remove(folder_.path("digits"));
  std::filesystem::create_directory_symlink("releases/august", folder_.path("digits"));
  store.look();
  EXPECT_EQ(store.names(), std::vector<std::string>{"digits"});
  EXPECT_EQ(answer(*store.find("digits")), 4);
}

TEST_F(ModelStoreTest, RefusesOneNameForSeveralModels) {
  save(scaling_model(1), folder_.path("a.keras"));
  save(scaling_model(2), folder_.path("b/1/model.keras"));
  EXPECT_THROW(open(folder_.path(), "mine"), ValueError);
}

TEST_F(ModelStoreTest, RefusesToBeginWithNothing) {
  EXPECT_THROW(open(folder_.path("missing.keras")), FileError);
  EXPECT_THROW(open(folder_.path()), FileError);
  std::ofstream(folder_.path("broken.keras")) << "no model";
  EXPECT_THROW(open(folder_.path()), FileError);
}

}  // namespace
}  // namespace keratin::server
