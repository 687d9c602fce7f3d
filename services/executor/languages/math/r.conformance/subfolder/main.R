source("shapes/square.R")

cat(sprintf("the square of 12 is %d\n", area(12L)))
