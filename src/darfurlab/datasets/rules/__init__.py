"""What the tables promise each other, beyond what a column can say of itself."""
