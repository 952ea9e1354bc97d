"""What the benchmarks share: peers' environments, rounds in turn, figures, and how they are told."""
