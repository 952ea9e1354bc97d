"""What was captured before: taking in files, entering their records, reading them again."""
