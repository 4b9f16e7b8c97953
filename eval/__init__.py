"""Measure the assistant: suites, metrics and benchmarks."""
