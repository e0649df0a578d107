"""Data sets as NumPy's arrays."""
from .._base import missing
from . import digits, fashion_mnist, mnist

__all__ = ["digits", "fashion_mnist", "mnist"]

__getattr__ = missing(__name__)
