"""What is read without a kernel: reports, memos, pages. Nothing here may load a widget."""
