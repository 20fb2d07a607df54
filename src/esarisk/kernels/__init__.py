"""Kernels: numbers in, numbers out."""
