"""What is seen in a COBOL source without running it. `report.analyse` runs all checks."""
