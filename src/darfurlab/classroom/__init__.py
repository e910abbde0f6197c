"""What the class did: students' files → tables that name nobody, and the frames of the report."""
