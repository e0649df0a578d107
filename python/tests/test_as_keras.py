"""Programs and notebooks that were written for Keras, unchanged, in processes of their own."""
import os
import pathlib
import signal
import subprocess
import sys
import textwrap

import pytest

import keratin

# Chapter 2 of "Deep Learning with Python", cell by cell; its own digits where MNIST is not there.
CELLS = [
    "import keratin; keratin.install_as_keras()",
    "from keras.datasets import mnist\n\n(train_images, train_labels), (test_images, test_labels) = mnist.load_data()",
    "train_images.shape", "len(train_labels)", "train_labels",
    "from keras import models\nfrom keras import layers\n\n"
    "network = models.Sequential()\n"
    "network.add(layers.Dense(512, activation='relu', input_shape=(28 * 28,)))\n"
    "network.add(layers.Dense(10, activation='softmax'))",
    "network.compile(optimizer='rmsprop',\n                loss='categorical_crossentropy',\n"
    "                metrics=['accuracy'])",
    "train_images = train_images.reshape((60000, 28 * 28))\n"
    "train_images = train_images.astype('float32') / 255\n\n"
    "test_images = test_images.reshape((10000, 28 * 28))\n"
    "test_images = test_images.astype('float32') / 255",
    "from keras.utils import to_categorical\n\ntrain_labels = to_categorical(train_labels)\n"
    "test_labels = to_categorical(test_labels)",
    "network.fit(train_images, train_labels, epochs=5, batch_size=128)",
    "test_loss, test_acc = network.evaluate(test_images, test_labels)",
    "print('test_acc:', test_acc)",
    "predictions = network.predict(test_images[0:10])\npredictions[0].argmax()",
]


def has_mnist():
    home = os.environ.get("KERAS_HOME", os.path.expanduser("~/.keras"))
    return any(pathlib.Path(home, "datasets", name).exists() for name in ("mnist.npz", "mnist"))


def run(program, **arguments):
    return subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True,
                          timeout=120, **arguments)


def test_every_way_of_importing_keras():
    done = run("""
        import keratin
        keratin.install_as_keras()
        import keras
        import keras.layers
        import tensorflow as tf
        from tensorflow import keras as tf_keras
        import tensorflow.keras.layers as other_layers
        from keras.layers import Dense
        from tensorflow.keras.utils import to_categorical
        from keras.optimizers.schedules import ExponentialDecay
        from keras.datasets import mnist
        from keras import ops
        assert keras is keratin is tf.keras is tf_keras
        assert keras.layers is keratin.layers is other_layers and Dense is keratin.layers.Dense
        import keratin.layers
        assert keratin.layers.__spec__.name == "keratin.layers"
        try:
            import keras.applications
        except ModuleNotFoundError as error:
            print("no", error.name)
        try:
            from keras.layers import RandomFlip
        except ImportError:
            print("no RandomFlip")
    """)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["no keras.applications", "no RandomFlip"]


def test_another_keras_that_is_imported_already_is_not_replaced(tmp_path):
    (tmp_path / "keras.py").write_text("")
    done = run("""
        import keras, keratin
        try:
            keratin.install_as_keras()
        except ImportError as error:
            print(error)
    """, env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])})
    assert done.stdout == "keras is imported already: call keratin.install_as_keras() first\n", done.stderr


def test_numpy_is_not_imported_before_it_is_needed():
    done = run("import keratin, sys; print('numpy' in sys.modules, 'keratin.layers' in sys.modules)")
    assert done.stdout == "False False\n", done.stderr


def test_ctrl_c_ends_fit_and_keeps_the_epochs_so_far():
    program = textwrap.dedent("""
        import numpy as np, keratin
        model = keratin.Sequential([keratin.Input((8,)), keratin.layers.Dense(1)])
        model.compile("sgd", "mse")
        x = np.ones((64, 8), np.float32)

        class Tells(keratin.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                if epoch == 2:
                    print("running", flush=True)

        try:
            model.fit(x, x[:, :1], epochs=10**9, verbose=0, callbacks=[Tells()])
        except KeyboardInterrupt:
            print("interrupted", len(model.history.history["loss"]) >= 2, flush=True)
        print(model.predict(x, verbose=0).shape)
    """)
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "running\n"
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert out == "interrupted True\n(64, 1)\n", error


def test_a_second_ctrl_c_in_a_batch_is_python_s():
    done = run("""
        import signal
        import numpy as np
        from keratin import callbacks, layers, models

        class Impatient(callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                signal.raise_signal(signal.SIGINT)
                signal.raise_signal(signal.SIGINT)

        model = models.Sequential([layers.Dense(1)])
        model.compile("sgd", "mse")
        x = np.ones((64, 4), "float32")
        try:
            model.fit(x, x[:, :1], epochs=9, verbose=0, callbacks=[Impatient()])
        except KeyboardInterrupt:
            print("interrupted")
        print(model.predict(x, verbose=0).shape)
    """)
    assert (done.returncode, done.stdout) == (0, "interrupted\n(64, 1)\n"), done.stderr


@pytest.mark.skipif(not has_mnist(), reason="MNIST is not in the cache of Keras's")
def test_chapter_2_as_a_script():
    program = "\n".join(cell if cell not in ("train_images.shape", "len(train_labels)", "train_labels") else f"print(repr({cell}))"
                        for cell in CELLS)
    done = subprocess.run([sys.executable, "-c", program + "\nprint(type(predictions), predictions.shape)"],
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:2] == ["(60000, 28, 28)", "60000"] and lines[2].startswith("array([5, 0, 4, ..., 5, 6, 8]")
    accuracy = [float(line.split()[1]) for line in lines if line.startswith("test_acc:")]
    assert 0.975 < accuracy[0] < 0.984
    assert lines[-1] == "<class 'numpy.ndarray'> (10, 10)"


@pytest.mark.skipif(not has_mnist(), reason="MNIST is not in the cache of Keras's")
def test_chapter_2_in_a_notebook(tmp_path, monkeypatch):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    kernels = tmp_path / "kernels" / "here"
    kernels.mkdir(parents=True)
    (kernels / "kernel.json").write_text(
        '{"argv": ["%s", "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "here"}' % sys.executable)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="here").execute()

    def result(i):
        return "".join(out["data"]["text/plain"] for out in notebook.cells[i].outputs if out.output_type == "execute_result")

    def printed(i):
        return "".join(out["text"] for out in notebook.cells[i].outputs if out.output_type == "stream")

    assert result(2) == "(60000, 28, 28)" and result(3) == "60000" and result(4).startswith("array([5, 0, 4, ...")
    assert "Epoch 5/5" in printed(9) and "469/469" in printed(9) and "\b" not in printed(9)
    assert result(9).startswith("<keratin.callbacks.History at 0x")
    assert "313/313" in printed(10) and 0.975 < float(printed(11).split()[1]) < 0.984
    assert result(12) in ("7", "np.int64(7)")


def test_the_package_says_its_version():
    assert keratin.version() == keratin.__version__ and keratin.__version__.count(".") == 2
