"""The routes, a file for each noun. A route asks the store, passes through analysis, responds."""
