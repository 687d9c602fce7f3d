block <- raw(64 * 1024 * 1024)
block[] <- as.raw(1)
cat(format(length(block), scientific = FALSE), "\n", sep = "")
