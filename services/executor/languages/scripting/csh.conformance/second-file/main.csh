set a = 6
set b = 7
source multiply.csh
echo "$a times $b is $product"
