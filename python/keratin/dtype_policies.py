"""What layers compute in."""
from ._base import missing



class DTypePolicy:
    """"float32", "bfloat16", ...: weights and computation; "mixed_bfloat16": weights in float32."""

    def __init__(self, name="float32"):
        self.name = name

    @property
    def compute_dtype(self):
        return self.name.replace("mixed_", "")

    @property
    def variable_dtype(self):
        return "float32" if self.name.startswith("mixed_") else self.name

    def get_config(self):
        return {"name": self.name}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def __eq__(self, other):
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return f'<DTypePolicy "{self.name}">'


Policy = DTypePolicy

__getattr__ = missing(__name__)
