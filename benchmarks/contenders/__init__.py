"""What runs in turn: ours and each peer on the same input, each in the peer's own environment."""
