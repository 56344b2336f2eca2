//! Nothing of its own: the benchmark sorts.
