"""What charts are made of: a frame, a painter, axes, bars and tables."""
