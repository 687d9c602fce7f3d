cat("before\n")
log("three")
