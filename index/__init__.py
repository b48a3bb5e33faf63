"""Passages in, rankings out. The only package that knows FAISS, tantivy and sentence-transformers."""
