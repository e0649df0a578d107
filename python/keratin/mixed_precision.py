"""Older names of the policies."""
from ._base import missing
from .config import dtype_policy, set_dtype_policy
from .dtype_policies import DTypePolicy, Policy

global_policy = dtype_policy
set_global_policy = set_dtype_policy

__all__ = ["DTypePolicy", "Policy", "dtype_policy", "global_policy", "set_dtype_policy", "set_global_policy"]

__getattr__ = missing(__name__)
