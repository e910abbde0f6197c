"""What has this student done? The record of one student's work, and its file."""
