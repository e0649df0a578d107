"""The classes of Keras that have their like here, for the scripts beside this one."""
import os

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
import keras  # noqa: E402

CLASSES = {
    "layers": """InputLayer Dense Activation ReLU LeakyReLU Softmax Flatten Reshape Rescaling
        Dropout Identity Permute RepeatVector Add Subtract Multiply Average Maximum Minimum
        Concatenate Dot UnitNormalization""".split(),
    "losses": """BinaryCrossentropy CategoricalCrossentropy SparseCategoricalCrossentropy
        CategoricalFocalCrossentropy KLDivergence Poisson Hinge SquaredHinge CategoricalHinge
        MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError
        MeanSquaredLogarithmicError LogCosh Huber CosineSimilarity""".split(),
    "metrics": """Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy
        TopKCategoricalAccuracy SparseTopKCategoricalAccuracy Mean Sum MeanSquaredError
        RootMeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError
        MeanSquaredLogarithmicError CosineSimilarity LogCoshError KLDivergence Poisson Hinge
        SquaredHinge CategoricalHinge BinaryCrossentropy CategoricalCrossentropy
        SparseCategoricalCrossentropy PearsonCorrelation""".split(),
    "optimizers": "SGD RMSprop Adam AdamW Adamax".split(),
    "schedules": """CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay
        PiecewiseConstantDecay PolynomialDecay""".split(),
    "initializers": """Zeros Ones Constant Identity RandomNormal RandomUniform TruncatedNormal
        VarianceScaling GlorotUniform GlorotNormal HeUniform HeNormal LecunUniform LecunNormal
        Orthogonal""".split(),
    "regularizers": "L1 L2 L1L2 OrthogonalRegularizer".split(),
    "constraints": "MaxNorm MinMaxNorm UnitNorm NonNeg".split(),
    "models": ["Sequential"],
}

ACTIVATIONS = """celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish
    hard_tanh leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu
    soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus swish
    tanh tanh_shrink""".split()


def module(family):
    """keras.layers for "layers", keras.optimizers.schedules for "schedules", ..."""
    return keras.optimizers.schedules if family == "schedules" else getattr(keras, family)


def find(family, name):
    return getattr(module(family), name)
