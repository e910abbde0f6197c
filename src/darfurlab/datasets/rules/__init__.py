"""What the tables promise each other, beyond what a schema can say."""
