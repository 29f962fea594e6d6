"""grading - What tools/grade.py is made of: one job a module."""
