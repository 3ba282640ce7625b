"""A site that does nothing: what Django, its middleware and the server cost by themselves.

It is served as the product is, with the product's settings. Its views give bytes that it has read
at its start, and insert one row for each form. It is no part of the product.
"""
