"""A routine of a reader's own, which lives in its link and nowhere else."""
