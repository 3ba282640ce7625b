"""The diary: a page whose entries stay in the reader's own browser. The server sees none."""
