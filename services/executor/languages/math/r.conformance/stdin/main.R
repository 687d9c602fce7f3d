input <- file("stdin", "rb")
while (length(chunk <- readBin(input, "raw", 4096)) > 0) cat(rawToChar(chunk))
