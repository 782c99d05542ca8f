"""Worked examples in the engine's hands: read, write, judge."""

from parindex.engine.scoring.worked_examples import (
    ExampleFault,
    ExamplesFile,
    FaultyRow,
    WorkedExample,
    examples_yaml,
    holds,
    inputs_of_kept,
    kept_inputs,
    read_examples,
)

__all__ = [
    "ExampleFault",
    "ExamplesFile",
    "FaultyRow",
    "WorkedExample",
    "examples_yaml",
    "holds",
    "inputs_of_kept",
    "kept_inputs",
    "read_examples",
]
