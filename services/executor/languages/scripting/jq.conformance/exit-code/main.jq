"before", ("" | halt_error(7))
