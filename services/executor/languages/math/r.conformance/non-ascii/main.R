cat("Grüße, 世界 🌍\n")
writeLines(readLines(file("stdin")))
