# Nothing: what the host itself costs, the module loaded.
