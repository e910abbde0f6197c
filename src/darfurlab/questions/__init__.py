"""What is asked, and what is a good answer?"""
