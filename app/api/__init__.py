"""HTTP: parameters, negotiation, answers, problems, and a file of routes for each noun."""
