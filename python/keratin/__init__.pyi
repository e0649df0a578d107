from . import (activations as activations, callbacks as callbacks, config as config,
               constraints as constraints, datasets as datasets, dtype_policies as dtype_policies,
               initializers as initializers, layers as layers, losses as losses, metrics as metrics,
               mixed_precision as mixed_precision, models as models, ops as ops,
               optimizers as optimizers, random as random, regularizers as regularizers,
               saving as saving, utils as utils)
from ._keratin import Variable as Variable
from ._layer import Input as Input, KerasTensor as KerasTensor, Layer as Layer
from ._parts import (Initializer as Initializer, Loss as Loss, Metric as Metric,
                     Optimizer as Optimizer, Regularizer as Regularizer)
from ._tape import GradientTape as GradientTape, gradients as gradients
from .dtype_policies import DTypePolicy as DTypePolicy
from .models import Functional as Functional, Model as Model, Sequential as Sequential

__version__: str

def version() -> str: ...
def install_as_keras() -> None: ...
