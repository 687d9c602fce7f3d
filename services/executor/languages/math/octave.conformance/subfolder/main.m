addpath("shapes")

printf("the square of 12 is %d\n", square(12))
