"""What the API is compared with, each made as a careful user of it would make it."""
