source("multiply.R")

cat(sprintf("6 times 7 is %d\n", multiply(6L, 7L)))
